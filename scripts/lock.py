"""Which exact files may be installed? Resolves pyproject.toml anew into requirements/, with hashes.

Takes the newest release of everything that pyproject.toml allows. The answer holds for every Python from 3.11
to 3.14 and names no registry: whoever installs chooses where the files come from, the hashes say which files.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = {
    "runtime.txt": ["--no-dev"],
    "s3.txt": ["--no-dev", "--extra", "s3"],
    "dev.txt": ["--group", "dev"],
}


def main() -> None:
    """Write requirements/runtime.txt, requirements/s3.txt (the same with a bucket) and requirements/dev.txt."""
    with tempfile.TemporaryDirectory(prefix="conferral-lock-") as folder:
        uv = shutil.which("uv") or fetched_uv(Path(folder))
        subprocess.run([uv, "lock", "--upgrade", "--quiet"], check=True, cwd=ROOT)
        for name, groups in WANTED.items():
            target = ROOT / "requirements" / name
            export = [uv, "export", "--frozen", "--quiet", "--no-header", "--no-emit-project", *groups]
            subprocess.run([*export, "--output-file", str(target)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            print(f"Wrote {target.relative_to(ROOT)}.")


def fetched_uv(folder: Path) -> str:
    """Install uv into a throw-away environment and return its path."""
    venv.EnvBuilder(with_pip=True, symlinks=True).create(folder)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"Locking stopped: `{' '.join(failed.cmd[:3])} ...` ended with status {failed.returncode}.")
