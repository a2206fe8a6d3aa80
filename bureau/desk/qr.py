"""A QR code as the path of an SVG: squares of one unit, without the quiet margin."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel


def qr_of(text: str) -> tuple[int, str]:
    """How many squares wide it is, and the path that draws the dark ones."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    dark = [f"M{x},{y}h1v1h-1z" for y in range(size) for x in range(size) if code.isDark(y, x)]
    return size, "".join(dark)
