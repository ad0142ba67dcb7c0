"""A chat model of one's own, run by transformers and held to a schema by Outlines."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import outlines
import torch  # pyright: ignore[reportMissingImports] - an extra
from outlines.types import JsonSchema
from pydantic import BaseModel
from transformers import CONFIG_MAPPING, MODEL_FOR_CAUSAL_LM_MAPPING, AutoModelForCausalLM, GenerationConfig, PreTrainedTokenizerFast  # pyright: ignore[reportMissingImports] - an extra  # pyright: ignore[reportMissingImports]
from transformers.utils import logging  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.storyboard.longest import measure_longest
from songloom.errors import MissingError

_FILES = ("config.json", "tokenizer.json")
_UNCOMPILED = "TORCHDYNAMO_DISABLE"
# How boldly an answer is drawn where it is not the likeliest one.
_TEMPERATURE = 0.8
# JSON may be written with none.
_WHITESPACE = ""


class TransformersChat:
    """Asks the model in `folder`, which is read when the first question comes: where every answer is known none does."""

    def __init__(self, folder: Path, name: str, device: str) -> None:
        self._folder, self._name, self._device = folder, name, device

    @property
    def model(self) -> str:
        """Repository and revision, as its folder is named."""
        return f"{self._folder.parent.name}@{self._folder.name}"

    def tell_manner(self, schema: type[BaseModel], seed: int) -> dict[str, Any]:
        """How Outlines has transformers write."""
        return {"program": "outlines, transformers", "whitespace": _WHITESPACE, "thinking": False, **_choose_drawing(schema, seed)}

    def answer(self, prompts: Sequence[str], schema: type[BaseModel], seed: int) -> list[str]:
        """An answer to each prompt, "" to one that is too long for the model; where memory does not suffice for all of them they are
        answered in halves, MemoryError where it does not suffice for one."""
        loaded = find_model(self._folder, self._name, self._device)
        if seed:
            # Each alone: what is drawn for one must not depend on the others.
            return [said for prompt in prompts for said in loaded.answer([prompt], schema, seed)]
        try:
            return loaded.answer(prompts, schema, 0)
        except (MemoryError, RuntimeError) as error:
            if not _is_about_memory(error):
                raise
            if len(prompts) == 1:
                raise MemoryError(f"no memory for {self._name}, even with one question at a time") from error
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        middle = len(prompts) // 2
        return [said for half in (prompts[:middle], prompts[middle:]) for said in self.answer(half, schema, 0)]


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Model:
    """A model with its tokenizer; schemas are compiled once, since that takes seconds with a large vocabulary."""

    outlines: Any
    tokenizer: PreTrainedTokenizerFast
    most_tokens: int
    generators: dict[type[BaseModel], Any] = field(default_factory=dict)

    def answer(self, prompts: Sequence[str], schema: type[BaseModel], seed: int) -> list[str]:
        drawing = _choose_drawing(schema, seed)
        texts = [self.render(prompt) for prompt in prompts]
        fitting = [text for text in texts if len(self.tokenizer(text)["input_ids"]) + drawing["max_new_tokens"] <= self.most_tokens]
        if not fitting:
            return [""] * len(texts)
        if schema not in self.generators:
            written = JsonSchema(json.dumps(schema.model_json_schema()), whitespace_pattern=_WHITESPACE)
            self.generators[schema] = outlines.Generator(self.outlines, written)
        with torch.inference_mode(), _seeded(seed, fitting[0]):
            said = self.generators[schema].batch(fitting, **drawing)
        answers = dict(zip(fitting, said, strict=True))
        return [answers.get(text, "") for text in texts]

    def render(self, prompt: str) -> str:
        """The prompt as a chat, the model's thinking off. Outlines would leave it on, so it is given the text and not the chat."""
        if not self.tokenizer.chat_template:
            return f"{prompt}\n"
        chat = [{"role": "user", "content": prompt}]
        text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True, enable_thinking=False)
        # Some tokenizers begin every text with their first token themselves, and models are not taught on two.
        return str(text).removeprefix(str(self.tokenizer.bos_token)) if self.tokenizer("")["input_ids"] else str(text)


def _choose_drawing(schema: type[BaseModel], seed: int) -> dict[str, Any]:
    """As `generate` takes it."""
    drawn = {"do_sample": True, "temperature": _TEMPERATURE} if seed else {"do_sample": False}
    return {"max_new_tokens": measure_longest(schema), **drawn}


@lru_cache(maxsize=1)
def find_model(folder: Path, name: str, device: str) -> _Model:
    """The model of a folder; MissingError with the command that gets it where a file is absent or is not what it should be."""
    where, cure = f"storyboard.llm.model: {folder}", f"get the weights again with: songloom models fetch {name}"
    if absent := [file for file in _FILES if not (folder / file).is_file()]:
        raise MissingError(where, f"{absent[0]} is missing", cure)
    try:
        return _load_model(folder, device)
    except MemoryError:
        raise
    # Each library in the chain has its own kinds of error for a damaged file, some of them the bare Exception.
    except Exception as error:
        if _is_about_memory(error):
            raise MemoryError(f"the weights of {name} do not fit the memory of {device}") from error
        reason = str(error).strip().split("\n")[0][:150] or type(error).__name__
        raise MissingError(where, f"this is no chat model that can be used ({reason})", cure) from error


def _load_model(folder: Path, device: str) -> _Model:
    _import_uncompiled()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    plain = dict(json.loads((folder / "config.json").read_bytes()))
    # A repository may name code of its own for its models: only those are run that transformers knows.
    plain.pop("auto_map", None)
    config = CONFIG_MAPPING[str(plain.get("model_type"))].from_dict(plain)
    if type(config) not in MODEL_FOR_CAUSAL_LM_MAPPING:
        raise ValueError(f"a {plain.get('model_type')} does not write")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    if tokenizer.eos_token_id is None:
        raise ValueError("the tokenizer names no token that ends an answer")
    half = torch.float32 if torch.device(device).type == "cpu" else torch.bfloat16
    loaded: Any = AutoModelForCausalLM.from_pretrained(
        folder, config=config, dtype=half, local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    model, report = loaded
    if missing := sorted(report["missing_keys"]):
        raise ValueError(f"the weights lack {missing[0]}")
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        raise ValueError("tokenizer.json has more tokens than the model")
    wrapped: Any = outlines.from_transformers(model.eval().to(device), tokenizer)
    wrapped.type_adapter.has_chat_template = False
    # What the repository would have drawn, and how, is of no interest.
    model.generation_config = GenerationConfig(eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id)
    return _Model(wrapped, tokenizer, getattr(config, "max_position_embeddings", None) or 1 << 30)


def _import_uncompiled() -> None:
    """Import Outlines' mask as it is written: it would have torch compile it, which takes a compiler and longer than a song's answers."""
    before = os.environ.get(_UNCOMPILED)
    os.environ[_UNCOMPILED] = "1"
    try:
        import_module("outlines_core.kernels.torch")
    finally:
        if before is None:
            del os.environ[_UNCOMPILED]


@contextmanager
def _seeded(seed: int, text: str) -> Iterator[None]:
    """Chance that depends on the seed and the prompt alone, and leaves that of others as it was."""
    devices = range(torch.cuda.device_count()) if torch.cuda.is_available() else ()
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(int.from_bytes(hashlib.sha256(f"{seed}\n{text}".encode()).digest()[:7], "big"))
        yield


def _is_about_memory(error: Exception) -> bool:
    """Torch on a processor has no error of its own for it."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
