"""TypeScript, in the shape `createClient<Database>()` of supabase-js takes."""

from __future__ import annotations

import re

import orjson

from comity.platform.rest.typing.shapes import Call, Described, Link, Member, Relation, Shape

_WORDS = {
    "int": "number", "float": "number", "bool": "boolean", "json": "Json", "uuid": "string", "date": "string",
    "time": "string", "moment": "string", "text": "string", "nothing": "undefined", "unknown": "unknown",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_NEW_LINE = "\n"
_NOTHING = "      [_ in never]: never\n"
_HEAD = """// Written by `comity types typescript`: the tables, views and functions of this CRM for supabase-js.
//
//   const client = createClient<Database>(url, key)

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  __InternalSupabase: { PostgrestVersion: "14.0" }
"""
_TAIL = """}

type Public = Database[Extract<keyof Database, "public">]
export type Tables<T extends keyof (Public["Tables"] & Public["Views"])> =
  (Public["Tables"] & Public["Views"])[T] extends { Row: infer R } ? R : never
export type TablesInsert<T extends keyof Public["Tables"]> = Public["Tables"][T]["Insert"]
export type TablesUpdate<T extends keyof Public["Tables"]> = Public["Tables"][T]["Update"]
export type Enums<T extends keyof Public["Enums"]> = Public["Enums"][T]
"""


def write(schemas: list[Described]) -> str:
    """The whole module."""
    tail = _TAIL if any(schema.name == "public" for schema in schemas) else "}\n"
    return _HEAD + "".join(_schema(schema) for schema in schemas) + tail


def _schema(said: Described) -> str:
    tables = [relation for relation in said.relations if not relation.is_view]
    views = [relation for relation in said.relations if relation.is_view]
    enums = [f"      {_key(name)}: {_labels(labels)}\n" for name, labels in sorted(said.enums.items())]
    parts = [
        ("Tables", [_relation(said, relation) for relation in tables]),
        ("Views", [_relation(said, relation) for relation in views]),
        ("Functions", [_function(said, name, calls) for name, calls in said.calls.items()]),
        ("Enums", enums),
        ("CompositeTypes", []),
    ]
    body = "".join(f"    {title}: {{\n{''.join(items) or _NOTHING}    }}\n" for title, items in parts)
    return f"  {_key(said.name)}: {{\n{body}  }}\n"


def _relation(said: Described, relation: Relation) -> str:
    rows = [f"{_key(m.name)}: {_type(said, m.shape)}{' | null' if m.nullable else ''}" for m in relation.members]
    text = f"{_comment(relation.description)}      {_key(relation.name)}: {{\n{_block('Row', rows)}"
    if relation.insertable:
        text += _block("Insert", [_written(said, m, optional=not m.required) for m in relation.members])
    if relation.updatable:
        text += _block("Update", [_written(said, m, optional=True) for m in relation.members])
    links = "".join(_link(link) for link in relation.links)
    return text + f"        Relationships: [{_NEW_LINE + links + '        ' if links else ''}]\n      }}\n"


def _written(said: Described, member: Member, *, optional: bool) -> str:
    if not member.writable:
        return f"{_key(member.name)}?: never"
    null = " | null" if member.nullable else ""
    return f"{_key(member.name)}{'?' if optional else ''}: {_type(said, member.shape)}{null}"


def _block(title: str, lines: list[str]) -> str:
    body = "".join(f"          {line}\n" for line in lines)
    return f"        {title}: {{\n{body}        }}\n"


def _link(link: Link) -> str:
    return (
        "          {\n"
        f"            foreignKeyName: {_text(link.constraint)}\n"
        f"            columns: [{', '.join(map(_text, link.columns))}]\n"
        f"            isOneToOne: {'true' if link.one_to_one else 'false'}\n"
        f"            referencedRelation: {_text(link.target)}\n"
        f"            referencedColumns: [{', '.join(map(_text, link.target_columns))}]\n"
        "          },\n"
    )


def _function(said: Described, name: str, calls: list[Call]) -> str:
    ways = " | ".join(f"{{ Args: {_arguments(said, call)}; Returns: {_type(said, call.returns)} }}" for call in calls)
    return f"{_comment(calls[0].description)}      {_key(name)}: {ways}\n"


def _arguments(said: Described, call: Call) -> str:
    if not call.arguments:
        return "never"
    parts = [f"{_key(n)}{'' if required else '?'}: {_type(said, shape)}" for n, shape, required in call.arguments]
    return "{ " + "; ".join(parts) + " }"


def _type(said: Described, shape: Shape) -> str:
    if shape.kind == "enum":
        word = f'Database[{_text(said.name)}]["Enums"][{_text(shape.name)}]'
    elif shape.kind == "row":
        kind = next("Views" if r.is_view else "Tables" for r in said.relations if r.name == shape.name)
        word = f'Database[{_text(said.name)}]["{kind}"][{_text(shape.name)}]["Row"]'
    elif shape.kind == "record":
        word = "{ " + "; ".join(f"{_key(name)}: {_type(said, inner)}" for name, inner in shape.fields) + " }"
    else:
        word = _WORDS[shape.kind]
    return f"{word}[]" if shape.many else word


def _comment(text: str | None) -> str:
    return f"      /** {' '.join(text.split()).replace('*/', '* /')} */\n" if text else ""


def _labels(labels: tuple[str, ...]) -> str:
    return " | ".join(map(_text, labels))


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    return orjson.dumps(text).decode()
