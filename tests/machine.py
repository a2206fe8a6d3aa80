"""What the tests need of the machine beside Python: how it is found, and how it is installed where it may be."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

POSTGRES_HOMES = Path("/usr/lib/postgresql")
FONTS = Path("/usr/share/fonts")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")


@dataclass(frozen=True)
class Need:
    """A program or library of the machine; `found` answers where it is, or None."""

    name: str
    packages: tuple[str, ...]
    found: Callable[[], str | None]


def postgres_programs() -> str | None:
    """The folder of initdb and postgres, of the newest PostgreSQL there is.

    Debian keeps the programs of each version out of PATH; what PATH answers may be a wrapper that sets up
    a server of its own, so it is asked last.
    """
    versions = [folder for folder in POSTGRES_HOMES.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return str(max(versions, key=_version))
    onpath = shutil.which("initdb")
    return str(Path(onpath).resolve().parent) if onpath else None


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def redis_program() -> str | None:
    return shutil.which("redis-server")


def chromium_program() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def chinese_fonts() -> str | None:
    """A font that can draw Chinese: without one a page shows empty boxes and a paper has no letters."""
    if lister := shutil.which("fc-list"):
        listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False).stdout
        if listed.strip():
            return listed.splitlines()[0]
    return next(map(str, FONTS.rglob("Noto*CJK*")), None)


def pango_libraries() -> str | None:
    try:
        for name in PANGO:
            ctypes.CDLL(name)
    except OSError:
        return None
    return PANGO[0]


NEEDS = (
    Need("PostgreSQL", ("postgresql",), postgres_programs),
    Need("Redis", ("redis-server",), redis_program),
    Need("Chromium", ("chromium",), chromium_program),
    Need("a Chinese font", ("fonts-noto-cjk",), chinese_fonts),
    Need("Pango", ("libpango-1.0-0", "libpangoft2-1.0-0"), pango_libraries),
)


def missing() -> list[Need]:
    return [need for need in NEEDS if need.found() is None]


def prepare() -> None:
    """Leaves a machine that has everything, or ends the run and says what a person has to do."""
    if needs := missing():
        install(needs)


def install(needs: Sequence[Need]) -> None:
    rights = _rights()
    if rights is None:
        raise SystemExit(_sentence(needs))
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    # A failed update is no verdict: another suite may hold the lists at this moment, or they are fresh already.
    subprocess.run([*quiet, "update"], check=False)
    subprocess.run([*quiet, "install", "-y", "--no-install-recommends", *_packages(needs)], check=False)
    if still := missing():
        raise SystemExit(_sentence(still))


def _rights() -> list[str] | None:
    """What to put before apt-get so that it may install: nothing for root, sudo that asks no password, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _packages(needs: Sequence[Need]) -> list[str]:
    return [package for need in needs for package in need.packages]


def _sentence(needs: Sequence[Need]) -> str:
    names = ", ".join(need.name for need in needs)
    command = "sudo apt-get install " + " ".join(_packages(needs))
    return f"Missing on this machine: {names}. Install it (on Debian: {command}) and run the tests again."
