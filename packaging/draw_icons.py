"""Draw the program's icon in every size and form that a system asks for: `python draw_icons.py FOLDER`."""

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
# What Apple's container calls a PNG of this many pixels.
MAC_NAMES = {32: b"ic11", 64: b"ic12", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
WINDOWS_SIZES = (16, 24, 32, 48, 64, 256)


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon as PNG, `size` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise SystemExit("Qt could not write a PNG.")
    return bytes(held.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' container: a directory of 16 bytes a picture, then the pictures, as PNG (Windows Vista and later)."""
    place = 6 + 16 * len(pictures)
    directory, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, data in pictures.items():
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place + len(body))
        body += data
    return directory + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """Apple's container: a name and a length before each picture, and before the whole."""
    body = b"".join(
        MAC_NAMES[size] + struct.pack(">I", len(data) + 8) + data
        for size, data in pictures.items()
        if size in MAC_NAMES
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main(folder: Path) -> None:
    """Write yearmark-SIZE.png, yearmark.ico and yearmark.icns."""
    application = QGuiApplication(["draw_icons"])
    renderer = QSvgRenderer(str(Path(__file__).parent / "icons" / "yearmark.svg"), application)
    if not renderer.isValid():
        raise SystemExit("yearmark.svg cannot be drawn.")
    pictures = {size: png(renderer, size) for size in SIZES}
    folder.mkdir(parents=True, exist_ok=True)
    for size, data in pictures.items():
        (folder / f"yearmark-{size}.png").write_bytes(data)
    (folder / "yearmark.ico").write_bytes(ico({size: pictures[size] for size in WINDOWS_SIZES}))
    (folder / "yearmark.icns").write_bytes(icns(pictures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
