"""What the service refuses with: the words, codes and statuses of upstream (supabase/storage, internal/errors)."""

from __future__ import annotations

from comity.core.errors import Problem


class Refusal(Problem):
    """A Problem with upstream's older `error` beside its code. `http` is the status of the answer, mostly 400."""

    def __init__(self, code: str, status: int, sentence: str, *, error: str | None = None, http: int = 400) -> None:
        super().__init__(code, status, sentence)
        self.error = error or code
        self.http = http

    def at(self, http: int) -> Refusal:
        """The same with another status of the answer: TUS tells by status alone."""
        return Refusal(self.code, self.status, self.sentence, error=self.error, http=http)


NO_BUCKET = Refusal("NoSuchBucket", 404, "Bucket not found", error="Bucket not found")
NO_OBJECT = Refusal("NoSuchKey", 404, "Object not found", error="not_found")
NO_UPLOAD = Refusal("NoSuchUpload", 404, "Upload not found")
KEY_EXISTS = Refusal("KeyAlreadyExists", 409, "The resource already exists", error="Duplicate")
BUCKET_EXISTS = Refusal("BucketAlreadyExists", 409, "The resource already exists", error="Duplicate")
NOT_EMPTY = Refusal("ResourceNotEmpty", 409, "The bucket you tried to delete is not empty")
DENIED = Refusal("AccessDenied", 403, "new row violates row-level security policy", error="Unauthorized")
ACCESS_DENIED = Refusal("AccessDenied", 403, "Access denied", error="Unauthorized")
TOO_LARGE = Refusal("EntityTooLarge", 413, "The object exceeded the maximum allowed size", error="Payload too large")
BAD_RANGE = Refusal("InvalidRange", 416, "invalid range provided", error="invalid_range")
BAD_SIGNATURE = Refusal("InvalidSignature", 400, "Invalid signature")
EXPIRED = Refusal("ExpiredToken", 400, "The provided token has expired.")
BAD_TOKEN = Refusal("InvalidJWT", 400, "Invalid JWT", error="InvalidJWT")
NO_CONTENT = Refusal("InvalidRequest", 400, "No content provided")
BAD_SIZE = Refusal("InvalidRequest", 400, "Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B")
METADATA_LARGE = Refusal("EntityTooLarge", 413, "The user_metadata exceeded the maximum allowed size",
                         error="Payload too large")  # fmt: skip
LOCKED = Refusal("ResourceLocked", 423, "The resource is locked")
DISK_FULL = Refusal(
    "InsufficientStorage", 507, "There is no room on the disk for this file. Nothing was saved.", http=507
)
STORE_DOWN = Refusal("S3Error", 503, "The store of the files cannot be reached. Try again.", http=503)
DAMAGED = Refusal("InternalError", 500, "The stored bytes are damaged. Ask the operator to restore them.", http=500)
SCANNER_DOWN = Refusal("InternalError", 503, "Files cannot be scanned for viruses now. Try again later.", http=503)
DATABASE_DOWN = Refusal("DatabaseError", 503, "The database cannot be reached. Try again.", http=503)
TOO_SLOW = Refusal("DatabaseTimeout", 544, "The connection to the database timed out", http=544)
INTERNAL = Refusal("InternalError", 500, "Internal server error", error="Internal", http=500)
NAMELESS = Refusal("InvalidRequest", 400, "headers must have required property 'authorization'", error="Error")
NO_ROUTE = Refusal("InvalidRequest", 404, "Route not found", error="Not Found", http=404)


def bad_key(key: str) -> Refusal:
    """The name of an object cannot be used."""
    return Refusal("InvalidKey", 400, f"Invalid key: {key[:300]}")


def bad_bucket(name: str) -> Refusal:
    """The name of a bucket cannot be used."""
    return Refusal("InvalidBucketName", 400, "Bucket name invalid", error="Invalid Input")


def bad_mime(mime: str) -> Refusal:
    """The bucket does not take this type."""
    return Refusal("InvalidMimeType", 415, f"mime type {mime[:200]} is not supported", error="invalid_mime_type")


NO_TYPE = Refusal("InvalidMimeType", 415, "Invalid Content-Type header", error="invalid_mime_type")


def bad_request(sentence: str) -> Refusal:
    """The request does not have the form it must have."""
    return Refusal("InvalidRequest", 400, sentence)


def bad_parameter(name: str) -> Refusal:
    """A parameter has no usable value."""
    return Refusal("InvalidParameter", 400, f"Invalid Parameter {name}")


def infected(what: str) -> Refusal:
    """The scanner found something."""
    return Refusal("InvalidRequest", 422, f"This file was refused: it contains {what[:100]}.", error="infected")
