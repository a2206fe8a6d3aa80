from tests.notices import notices

__all__ = ["notices"]
