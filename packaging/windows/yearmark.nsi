; The Windows installer: for one user, without administrator's rights.
;   yearmark-VERSION-setup.exe [/S] [/D=FOLDER]       /S says nothing and asks nothing; /D is the last word
;   uninstall.exe [/S]
; The library with the reports lies in the user's own data folder and is never touched.
; setup.py gives VERSION, NUMBERS, PAYLOAD (the frozen program's folder), OUTPUT, ICON, LICENCE, SQUEEZE,
; and, where it is known, PAGE (the project's page).

Unicode true
!ifdef TARGET
Target ${TARGET}
!endif
SetCompressor /SOLID ${SQUEEZE}
Name "Yearmark"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Yearmark"
RequestExecutionLevel user
CRCCheck force
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "Yearmark ${VERSION}"

!include MUI2.nsh
!include FileFunc.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Yearmark"
!define CLASS "Yearmark.Bundle"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\yearmark.exe"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Yearmark"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Yearmark installer"
VIAddVersionKey "LegalCopyright" "Free software under AGPL-3.0-or-later"

; Takes away the program's own files, by what the program's folder is known to hold, never a folder of the user's.
!macro TakeAway
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\yearmark.exe"
!macroend

; While Yearmark runs its program can neither be replaced nor taken away: nothing is changed then.
!macro EndWhereItRuns AGAIN
  IfFileExists "$INSTDIR\yearmark.exe" 0 idle
  ClearErrors
  FileOpen $0 "$INSTDIR\yearmark.exe" a
  IfErrors running
  FileClose $0
  Goto idle
running:
  MessageBox MB_OK|MB_ICONSTOP "Yearmark is open. Close it and start the ${AGAIN} again. Nothing was changed." /SD IDOK
  SetErrorLevel 3
  Abort
idle:
!macroend

Function .onInit
  SetShellVarContext current
  ; A version that is installed already keeps its folder, unless /D names another.
  ${GetParameters} $0
  ClearErrors
  ReadRegStr $1 HKCU "${UNINSTALL}" "InstallLocation"
  ${If} $1 != ""
  ${AndIf} $INSTDIR == "$LOCALAPPDATA\Programs\Yearmark"
    StrCpy $INSTDIR $1
  ${EndIf}
FunctionEnd

Section "Yearmark"
  SetShellVarContext current
  SetOverwrite on
  !insertmacro EndWhereItRuns "installer"
  !insertmacro TakeAway
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\Yearmark.lnk" "$INSTDIR\yearmark.exe"

  WriteRegStr HKCU "Software\Classes\.yearmark" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\.yearmark" "Content Type" "application/x-yearmark-bundle"
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "Yearmark bundle"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\yearmark.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\yearmark.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\yearmark.exe\shell\open\command" "" '"$INSTDIR\yearmark.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\yearmark.exe\SupportedTypes" ".pdf" ""
  WriteRegStr HKCU "Software\Classes\Applications\yearmark.exe\SupportedTypes" ".yearmark" ""

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Yearmark"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\yearmark.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Yearmark developers"
!ifdef PAGE
  WriteRegStr HKCU "${UNINSTALL}" "URLInfoAbout" "${PAGE}"
  WriteRegStr HKCU "${UNINSTALL}" "URLUpdateInfo" "${PAGE}/releases"
!endif
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  ; SHCNE_ASSOCCHANGED: the file manager looks at its types of files again.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  !insertmacro EndWhereItRuns "uninstaller"
  !insertmacro TakeAway
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Yearmark.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegKey HKCU "Software\Classes\Applications\yearmark.exe"
  ; Another program may have taken the ending since.
  ReadRegStr $0 HKCU "Software\Classes\.yearmark" ""
  StrCmp $0 "${CLASS}" 0 +2
  DeleteRegKey HKCU "Software\Classes\.yearmark"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
