"""Made files for the tests of adding: good, locked and bad ones."""

from pathlib import Path

import pymupdf


def pdf(path: Path, words: str, password: str = "") -> Path:
    """A PDF of one page that says these words, perhaps locked."""
    with pymupdf.open() as doc:
        doc.new_page().insert_text((72, 72), words)
        if password:
            doc.save(str(path), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw="owner")
        else:
            doc.save(str(path))
    return path


def bad_files(folder: Path) -> dict[str, Path]:
    """Files that are refused, by what is wrong with them."""
    files = {name: folder / f"{name}.pdf" for name in ("missing", "empty", "damaged", "html")}
    files["empty"].write_bytes(b"")
    whole = pdf(folder / "whole.bin", "A page that will be cut.").read_bytes()
    files["damaged"].write_bytes(b"%PDF-1.7\n" + whole[200:320])
    (folder / "whole.bin").unlink()
    files["html"].write_text("<!DOCTYPE html><html><body>Not a report</body></html>", encoding="utf-8")
    return files
