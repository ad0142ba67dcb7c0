"""A chat model behind an OpenAI-compatible server on this machine: asked over loopback and nowhere else, bounded in time and size."""

import ipaddress
import json
import os
import time
from collections.abc import Sequence
from typing import Any

import httpx
from pydantic import BaseModel

from songloom.engines.storyboard.longest import measure_longest
from songloom.errors import InputError, MissingError, UsageError

ADDRESS_VARIABLE = "SONGLOOM_CHAT_SERVER"
# Where llama.cpp's server listens if nobody says otherwise.
_USUAL_ADDRESS = "http://127.0.0.1:8080/v1"
_CONNECT_S, _TOTAL_S = 5.0, 300.0
MOST_BYTES = 1 << 20
_TEMPERATURE = 0.8
_WHERE = "storyboard.llm_server"
# What servers say of a question that is too long for them: another song's may not be.
_REFUSED = (httpx.codes.BAD_REQUEST, httpx.codes.REQUEST_ENTITY_TOO_LARGE, httpx.codes.UNPROCESSABLE_ENTITY)
# Bytes are counted as they come, so they are not to be packed.
_PLAIN = {"Accept-Encoding": "identity"}


def find_server() -> str:
    """The server's address, `$SONGLOOM_CHAT_SERVER`; UsageError where it is not on this machine, since lyrics are not sent elsewhere."""
    address = os.environ.get(ADDRESS_VARIABLE) or _USUAL_ADDRESS
    if not _is_here(address):
        raise UsageError(f"{ADDRESS_VARIABLE}={address}", "is no address on this machine", f"expected one such as {_USUAL_ADDRESS}")
    return address.rstrip("/")


class ServerChat:
    """Asks a model by the name that the server knows it by."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def model(self) -> str:
        """The name: what lies behind it, only the server knows."""
        return f"server/{self._name}"

    def tell_manner(self, schema: type[BaseModel], seed: int) -> dict[str, Any]:
        """What its requests hold beside model, prompt and schema."""
        return {"protocol": "chat/completions", **_choose_drawing(schema, seed)}

    def answer(self, prompts: Sequence[str], schema: type[BaseModel], seed: int) -> list[str]:
        """An answer to each prompt, one after another."""
        address = find_server()
        # The system's proxies are for other machines, and nobody is followed elsewhere.
        timeout = httpx.Timeout(_TOTAL_S, connect=_CONNECT_S)
        with httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False, headers=_PLAIN) as client:
            return [self._ask(client, f"{address}/chat/completions", _write_body(self._name, prompt, schema, seed)) for prompt in prompts]

    def _ask(self, client: httpx.Client, url: str, body: dict[str, Any]) -> str:
        cure = f"start it with the model {self._name}, or say where it is: {ADDRESS_VARIABLE}"
        try:
            status, data = _send(client, url, body)
        except httpx.ConnectError as error:
            raise MissingError(_WHERE, f"no server answers at {url}", cure) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise MissingError(_WHERE, f"the server at {url} broke off its answer ({type(error).__name__})", cure) from error
        if status in _REFUSED:
            raise InputError("", f"the server at {url} refuses the question (HTTP {status}): {_say(data)}", "give it more context")
        if status != httpx.codes.OK:
            raise MissingError(_WHERE, f"the server at {url} refuses (HTTP {status}): {_say(data)}", cure)
        try:
            said = json.loads(data)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise MissingError(_WHERE, f"what answers at {url} is no chat server", cure) from error
        return said if isinstance(said, str) else ""


# --------------------------------------------------------------------------------------------- private


def _is_here(address: str) -> bool:
    try:
        url = httpx.URL(address)
        return url.scheme in ("http", "https") and (url.host == "localhost" or ipaddress.ip_address(url.host).is_loopback)
    except (httpx.InvalidURL, ValueError):
        return False


def _write_body(name: str, prompt: str, schema: type[BaseModel], seed: int) -> dict[str, Any]:
    written = {"name": schema.__name__, "strict": True, "schema": schema.model_json_schema()}
    return {
        "model": name,
        "messages": [{"role": "user", "content": prompt}],
        "response_format": {"type": "json_schema", "json_schema": written},
        **_choose_drawing(schema, seed),
    }


def _choose_drawing(schema: type[BaseModel], seed: int) -> dict[str, Any]:
    return {
        "max_tokens": measure_longest(schema),
        "temperature": _TEMPERATURE if seed else 0.0,
        "seed": seed,
        "chat_template_kwargs": {"enable_thinking": False},
    }


def _send(client: httpx.Client, url: str, body: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body of the answer; TimeoutError where all of it takes too long, or is longer than any answer can be."""
    ends = time.monotonic() + _TOTAL_S
    with client.stream("POST", url, json=body) as response:
        data = bytearray()
        for piece in response.iter_raw():
            data += piece
            if len(data) > MOST_BYTES or time.monotonic() > ends:
                raise TimeoutError
        return response.status_code, bytes(data)


def _say(data: bytes) -> str:
    text = "".join(letter for letter in data[:150].decode("utf-8", "replace") if letter.isprintable())
    return text or "without a word"
