"""POST /object/sign: URLs that open objects for a while."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.platform.storage import errors, images, names, objects, tickets
from comity.platform.storage.wire import acting, answer, body, caller, files, named, owner

_UNSEEN = "Either the object does not exist or you do not have access to it"


@named
async def one(request: Request) -> Response:
    """POST /object/sign/{bucket}/{path} {expiresIn, transform}"""
    bucket, name = request.path_params["bucket"], request.path_params["path"]
    typed = await body(request)
    seconds = tickets.seconds_of(typed.get("expiresIn"))
    transform = typed.get("transform") if isinstance(typed.get("transform"), dict) else None
    if transform:
        images.wanted(transform)
    async with acting(request, "object.sign_download_url") as tx:
        await objects.find(tx, bucket, name)
    url = f"{bucket}/{name}"
    claims = {"by": owner(caller(request)), **({"transform": transform} if transform else {})}
    token = tickets.issue(files(request).keys, "download", url, seconds, **claims)
    path = "render/image" if transform else "object"
    return answer({"signedURL": f"/{path}/sign/{url}?token={token}"})


@named
async def many(request: Request) -> Response:
    """POST /object/sign/{bucket} {expiresIn, paths}"""
    bucket = names.bucket(request.path_params["bucket"])
    typed = await body(request)
    seconds = tickets.seconds_of(typed.get("expiresIn"))
    paths = strings(typed.get("paths"), "paths")
    async with acting(request, "object.sign_download_urls") as tx:
        found = set(await tx.values(objects.q.some, bucket=bucket, names=paths))
    keys, signer = files(request).keys, owner(caller(request))
    answers = []
    for path in paths:
        url = f"{bucket}/{path}"
        token = tickets.issue(keys, "download", url, seconds, by=signer) if path in found else None
        signed = f"/object/sign/{url}?token={token}" if token else None
        answers.append({"error": None if token else _UNSEEN, "path": path, "signedURL": signed})
    return answer(answers)


def strings(value: object, name: str) -> list[str]:
    """A list of 1 to 1,000 names."""
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and "\0" not in one for one in value):
        raise errors.bad_request(f"body/{name} must NOT have fewer than 1 items")
    if len(value) > names.MOST_OBJECTS:
        raise errors.bad_request(f"body/{name} must NOT have more than {names.MOST_OBJECTS} items")
    return value


ROUTES = [
    Route("/object/sign/{bucket}", many, methods=["POST"]),
    Route("/object/sign/{bucket}/{path:path}", one, methods=["POST"]),
]
