"""comity migrate, comity settings, comity status, comity doctor."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from comity import __version__, config
from comity.commands.home import database_of, run_file, settings_of
from comity.core import seal
from comity.core.migrate import migrate


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("migrate", help="bring the database to this version")
    parser.add_argument("--check", action="store_true", help="only say what is missing; exit 1 if anything is")
    parser.add_argument("--database-url")
    parser.set_defaults(run=run_migrate)
    parser = commands.add_parser("settings", help="every setting with its help and default")
    parser.set_defaults(run=run_settings)
    parser = commands.add_parser("status", help="where this home is served; exit 0 when it is")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.set_defaults(run=run_status)
    parser = commands.add_parser("doctor", help="check this home: migrations, queries, audit chain; changes nothing")
    parser.add_argument("--database-url")
    parser.set_defaults(run=run_doctor)


async def run_migrate(args: argparse.Namespace) -> int:
    """Applies what is missing, or says it."""
    async with database_of(settings_of(args), migrated=False) as settings:
        assert settings.database_url
        names = await migrate(settings.database_url, check=args.check)
    for name in names:
        print(("missing " if args.check else "applied ") + name)
    return 1 if args.check and names else 0


async def run_settings(args: argparse.Namespace) -> int:
    """Lists every setting."""
    for setting in dataclasses.fields(config.Settings):
        default = "" if setting.default in (None, dataclasses.MISSING) else f" (default: {setting.default})"
        print(f"{config.variable(setting)}\n    {setting.metadata['help']}{default}")
    return 0


async def run_status(args: argparse.Namespace) -> int:
    """Says where this home is served, and its keys: for the operator on this machine only."""
    settings = settings_of(args)
    said: dict[str, Any] = {"version": __version__, "ready": False, "pid": None, "home": str(settings.home)}
    path = run_file(settings.home)
    running = json.loads(path.read_text()) if path.exists() else None
    if running:
        said |= {"pid": running["pid"], "ready": await _answers(running["app_url"])}
        said |= await _addresses(settings, running)
    if args.as_json:
        print(json.dumps(said, indent=2))
    else:
        print(f"serving {said['app_url']}" if said["ready"] else "not serving")
    return 0 if said["ready"] else 1


async def _answers(url: str) -> bool:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=5) as client:
            return (await client.get(f"{url}/api/health")).status_code == 200
    except httpx.HTTPError:
        return False


async def _addresses(settings: config.Settings, running: dict[str, Any]) -> dict[str, Any]:
    from comity.platform.auth.keys import ApiKeys, KeyRing

    assert settings.jwt_secret
    keys = ApiKeys.of(KeyRing.of(settings.jwt_secret), settings.jwt_secret)
    app = running["app_url"]
    services = ("rest", "auth", "realtime", "storage", "functions")
    return {
        "app_url": app,
        **{f"{service}_url": f"{app}/{service}/v1" for service in services},
        "db_url": running["database_url"],
        "anon_key": keys.anon,
        "service_role_key": keys.service_role,
        "publishable_key": keys.publishable,
        "secret_key": keys.secret,
        "jwt_secret": settings.jwt_secret,
    }


async def run_doctor(args: argparse.Namespace) -> int:
    """Checks what must hold and changes nothing; names what does not; exit 1 then."""
    from comity.app import opened

    async with database_of(settings_of(args), migrated=False) as settings:
        assert settings.database_url
        missing = await migrate(settings.database_url, check=True)
        if _say("migrations", not missing, f"{len(missing)} missing: {', '.join(missing)}", "Run `comity migrate`."):
            return 1
        async with opened(settings) as db:
            bad = _say("queries", True)  # they were prepared when it opened
            broken = await seal.verify(db)
            bad += _say("audit chain", not broken, *(f"{b.org_id} link {b.number}: {b.reason}" for b in broken))
    return 1 if bad else 0


def _say(what: str, good: bool, *details: str) -> int:
    print(f"{'ok  ' if good else 'BAD '} {what}")
    for detail in details if not good else ():
        print(f"     {detail}")
    return 0 if good else 1
