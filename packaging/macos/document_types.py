"""What macOS is told of the program in its Info.plist: which documents it opens, and which type of file it makes."""

from types import ModuleType

BUNDLE_UTI = "org.yearmark.bundle"


def info_plist(facts: ModuleType) -> dict:
    """The entries of Info.plist beyond those that PyInstaller writes. `facts` is the module of that name."""
    return {
        "CFBundleDisplayName": facts.TITLE,
        "CFBundleShortVersionString": facts.version(),
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": "14.0",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": "Free software under AGPL-3.0-or-later",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Yearmark bundle",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [BUNDLE_UTI],
            },
            {
                "CFBundleTypeName": "PDF document",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["com.adobe.pdf"],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": BUNDLE_UTI,
                "UTTypeDescription": "Yearmark bundle",
                "UTTypeConformsTo": ["public.data", "public.archive"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [facts.BUNDLE_ENDING.removeprefix(".")],
                    "public.mime-type": [facts.BUNDLE_TYPE],
                },
            }
        ],
    }
