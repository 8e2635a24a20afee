"""Holds what the server says in recorded sessions against the official types of the protocol (the package lsprotocol,
which is generated from the specification's meta-model): every member is known, has its type, and none is missing.

usage: conformance.py FOLDER
"""

import collections
import collections.abc
import enum
import json
import pathlib
import sys
import typing

import attrs
from lsprotocol import types

HINTS = {}
# What the tests ask for on purpose.
INVENTED = "test/"


def members(cls):
    """The members of a type: their names in JSON, types, and whether they may be left out or be null."""
    if cls not in HINTS:
        hints = typing.get_type_hints(cls, vars(types))
        HINTS[cls] = {
            camel(field.name): (
                hints[field.name],
                field.default is not attrs.NOTHING,
                types.is_special_property(cls, field.name),
                field.validator,
            )
            for field in attrs.fields(cls)
        }
    return HINTS[cls]


def camel(name):
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.title() for word in rest)


def problems(value, kind, path=""):
    """What is wrong with a value of a type, as (path, words). Of several possible types the best fitting one counts."""
    if kind is typing.Any or kind is object:
        return []
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        if typing.Any in arguments:
            return []
        return min((problems(value, one, path) for one in arguments), key=len)
    if origin is typing.Literal:
        return [] if value in arguments else [(path, f"{value!r} is none of {arguments}")]
    if origin is collections.abc.Sequence:
        if not isinstance(value, list):
            return [(path, "is no array")] * 9
        return [each for at, one in enumerate(value) for each in problems(one, arguments[0], f"{path}/{at}")]
    if origin is tuple:
        if not isinstance(value, list) or len(value) != len(arguments):
            return [(path, "is no tuple")] * 9
        return [each for one, of in zip(value, arguments) for each in problems(one, of, path)]
    if origin is collections.abc.Mapping:
        if not isinstance(value, dict):
            return [(path, "is no object")] * 9
        return [each for name, one in value.items() for each in problems(one, arguments[1], f"{path}/{name}")]
    if kind is type(None):
        return [] if value is None else [(path, "is not null")]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        fits = not isinstance(value, bool) and value in [each.value for each in kind]
        return [] if fits else [(path, f"{value!r} is no {kind.__name__}")]
    if kind in (str, bool):
        return [] if isinstance(value, kind) else [(path, f"{value!r} is no {kind.__name__}")]
    if kind in (int, float):
        fits = isinstance(value, (int, kind)) and not isinstance(value, bool)
        return [] if fits else [(path, f"{value!r} is no number")]
    if not attrs.has(kind):
        return [(path, f"no such type: {kind!r}")]
    if not isinstance(value, dict):
        return [(path, f"is no {kind.__name__}")] * 9
    known, found = members(kind), []
    for name, one in value.items():
        if name not in known:
            found.append((f"{path}/{name}", f"is unknown to {kind.__name__}"))
            continue
        of, optional, nullable, validator = known[name]
        # A result may be null, and so may the id in an answer to something that had none.
        if one is None and optional and not nullable and name not in ("result", "id"):
            found.append((f"{path}/{name}", "is null instead of absent"))
            continue
        wrong = problems(one, of, f"{path}/{name}")
        found += wrong
        if not wrong and callable(validator) and validator.__module__ == "lsprotocol.validators":
            try:
                validator(None, attrs.fields_dict(kind)[next(iter(attrs.fields_dict(kind)))], one)
            except ValueError:
                found.append((f"{path}/{name}", f"{one!r} is out of range"))
    # The constants `jsonrpc` and `method` have defaults, and must be there all the same.
    for name, (_, optional, _, _) in known.items():
        if name not in value and (not optional or name in ("jsonrpc", "method")):
            found.append((path, f"{name} is missing in {kind.__name__}"))
    return found


def of_server(lines):
    """The server's messages of a session with their types; what was never answered or answered twice."""
    asked, said, found = {}, [], []
    for line in lines:
        message = line.get("msg")
        if not isinstance(message, (dict, list)):
            continue
        if line["from"] == "client":
            for one in message if isinstance(message, list) else [message]:
                if isinstance(one, dict) and isinstance(one.get("method"), str) and "id" in one:
                    asked.setdefault(json.dumps(one["id"]), []).append(one["method"])
            continue
        method = message.get("method")
        if method is not None:
            kind = types.METHOD_TO_TYPES.get(method, [None])[0]
            said.append((method, message, kind))
            if kind is None:
                found.append((method, "is no method of the protocol"))
            continue
        methods = asked.get(json.dumps(message.get("id")), [])
        method = methods.pop(0) if methods else None
        if "error" in message:
            said.append((method or "null", message, types.ResponseErrorMessage))
        elif method is None:
            found.append((json.dumps(message.get("id")), "answers no open request"))
        else:
            kind = types.METHOD_TO_TYPES.get(method, [None, None])[1]
            said.append((method, message, kind))
            if kind is None:
                found.append((method, "has a result and no type"))
    return said, found


def broken(message):
    """The message with one mistake in it, in each of its places. Free data is left alone."""
    if isinstance(message, dict):
        yield {**message, "unknownMember": 1}
        for name, value in message.items():
            if name not in ("data", "settings", "arguments", "id", "changes", "registerOptions"):
                for wrong in broken(value):
                    yield {**message, name: wrong}
    elif isinstance(message, list):
        for at, value in enumerate(message[:2]):
            for wrong in broken(value):
                yield [*message[:at], wrong, *message[at + 1 :]]
    elif message is not None:
        yield {"wrong": message}


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.jsonl"))
    counts, found, sample = collections.Counter(), [], {}
    for file in files:
        # A text may hold other characters that Python takes for the end of a line.
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
        said, wrong = of_server(lines)
        found += [f"{file.name}: {where} {words}" for where, words in wrong]
        for method, message, kind in said:
            counts[method, "error" if "error" in message else "fine"] += 1
            if kind is None:
                continue
            wrong = problems(message, kind)
            found += [f"{file.name}: {method}{where} {words}" for where, words in wrong]
            if not wrong and len(json.dumps(message)) < 20_000:
                sample.setdefault(method, (message, kind))
    for (method, how), count in sorted(counts.items()):
        print(f"{count:6} {method}{'' if how == 'fine' else ', refused'}")
    tried = caught = 0
    for message, kind in sample.values():
        for wrong in broken(message):
            tried += 1
            caught += bool(problems(wrong, kind))
    print(f"{sum(counts.values())} messages of {len(files)} sessions, {len(found)} problems")
    print(f"{caught} of {tried} mistakes put in on purpose are noticed")
    for each in found[:40]:
        print(f"  {each}")
    if found or not counts or caught < 0.95 * tried:
        sys.exit(1)


main()
