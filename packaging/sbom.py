"""The release's bill of materials, CycloneDX 1.5: `python sbom.py FILE`, by the Python of build/environment.

The Python packages come with the hashes of the lock file; what lies inside wheels and no package tool sees comes from
licences/components.toml; on Linux the system's libraries that the frozen program carries come with their versions.
"""

import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path

import facts
import notices


def locked_hashes() -> dict[str, list[str]]:
    """The SHA-256 sums of every wheel that the lock file allows, by package."""
    text = (facts.ROOT / "requirements.lock").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for entry in re.split(r"(?m)^(?=[a-z0-9])", text):
        named = re.match(r"([a-z0-9][a-z0-9._-]*)==", entry)
        if named:
            found[named.group(1)] = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
    return found


def licence(told: str) -> list[dict]:
    """A licence as CycloneDX writes it: an expression of SPDX where it is one, else a name."""
    if not told or "see its text" in told:
        return []
    if re.fullmatch(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", told):
        return [{"expression": told}]
    return [{"license": {"name": told}}]


def component(notice: notices.Notice, kind: str, purl: str, hashes: list[str]) -> dict:
    """One entry of the bill."""
    entry: dict = {"type": "library", "bom-ref": purl or f"{kind}:{notice.name}", "name": notice.name}
    if notice.version:
        entry["version"] = notice.version
    if notice.copyright and "see its text" not in notice.copyright:
        entry["copyright"] = notice.copyright
    if licences := licence(notice.licence):
        entry["licenses"] = licences
    if purl:
        entry["purl"] = purl
    if notice.source.startswith("http"):
        entry["externalReferences"] = [{"type": "vcs", "url": notice.source}]
    if hashes:
        # Which of the wheels was installed depends on the system; each that may be is named.
        entry["properties"] = [{"name": "yearmark:allowed-sha256", "value": digest} for digest in hashes]
    if kind != "package":
        entry.setdefault("properties", []).append({"name": "yearmark:within", "value": notice.within})
    return entry


def components(folder: Path) -> list[dict]:
    """Everything within the release; `folder` receives copies of texts and may be thrown away."""
    hashes = locked_hashes()
    entries = []
    for name in notices.locked():
        notice = notices.package_notice(name, folder)
        if notice:
            purl = f"pkg:pypi/{name}@{metadata.version(name)}"
            entries.append(component(notice, "package", purl, hashes.get(name, [])))
    entries += [component(notice, "within", "", []) for notice in notices.components()]
    for notice in notices.system_notices(folder):
        purl = f"pkg:deb/debian/{notice.name}@{notice.version}"
        entries.append(component(notice, "system", purl, []))
    return entries


def bill(folder: Path) -> dict:
    """The whole bill, the same for the same release."""
    name, version = facts.NAME, facts.version()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}-{version}-{sys.platform}')}",
        "version": 1,
        "metadata": {
            "timestamp": facts.day("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": name,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            },
        },
        "components": components(folder),
    }


if __name__ == "__main__":
    scratch = facts.BUILD / "sbom"
    scratch.mkdir(parents=True, exist_ok=True)
    Path(sys.argv[1]).write_text(json.dumps(bill(scratch), indent=2, ensure_ascii=False) + "\n", "utf-8")
