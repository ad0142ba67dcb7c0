"""Loads a recogniser from a folder of weights, once a process; what is wrong with the folder is said in a sentence."""

import json
from functools import lru_cache
from pathlib import Path

import ctranslate2  # pyright: ignore[reportMissingImports] - an extra
from faster_whisper import WhisperModel  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.heard.memory import is_out_of_memory
from songloom.errors import MissingError

# Without the tokenizer's file the library asks the network for one.
NEEDED = ("model.bin", "config.json", "tokenizer.json")
# What each kind of device counts in, best first. The weights' own kind would take four times the memory on a processor.
COMPUTE_TYPES = {"cpu": ("int8_float32", "float32"), "cuda": ("float16", "int8_float32", "float32")}


def load_recogniser(folder: Path | None, device: str, name: str) -> WhisperModel:
    """The model in a CTranslate2 folder, on torch's device of that name; MissingError where the folder holds no such model.

    It stays loaded until another folder or device is asked for."""
    cure = f"get them with: songloom models fetch {name}"
    if folder is None or not folder.is_dir():
        raise MissingError("", f"the weights of {name} are not here", cure)
    if absent := [file for file in NEEDED if not (folder / file).is_file()]:
        raise MissingError(str(folder), f"is no CTranslate2 Whisper model ({absent[0]} is missing)", cure)
    try:
        config = dict(json.loads((folder / "config.json").read_bytes()))
        model = _load(folder, device)
    except MemoryError:
        raise
    # Each library in the chain has its own kinds of error for a damaged file, some of them the bare Exception.
    except Exception as error:
        if is_out_of_memory(error):
            raise MemoryError(f"the weights of {name} do not fit the memory of {device}") from error
        raise MissingError(str(folder), f"holds no usable Whisper model ({_shorten(error)})", cure) from error
    if not config.get("alignment_heads") or (model.model.is_multilingual and not config.get("lang_ids")):
        what = "config.json tells neither words' times nor languages"
        raise MissingError(str(folder), what, f"{cure}; or convert them with a newer CTranslate2")
    if model.hf_tokenizer.token_to_id("<|notimestamps|>") is None:
        raise MissingError(str(folder), "tokenizer.json is not Whisper's", cure)
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        what = f"preprocessor_config.json does not fit the model, which takes {model.model.n_mels} mel bands"
        raise MissingError(str(folder), what, cure)
    return model


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=1)
def _load(folder: Path, device: str) -> WhisperModel:
    kind, _, index = device.partition(":")
    # CTranslate2 knows no other devices.
    kind, index = (kind, int(index or 0)) if kind == "cuda" else ("cpu", 0)
    supported = ctranslate2.get_supported_compute_types(kind, index)
    compute_type = next((wish for wish in COMPUTE_TYPES[kind] if wish in supported), "float32")
    return WhisperModel(str(folder), device=kind, device_index=index, compute_type=compute_type, local_files_only=True)


def _shorten(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:150] or type(error).__name__
