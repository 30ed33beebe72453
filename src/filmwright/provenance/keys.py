"""The studio's certificates: its own ES256 root, and a leaf under it that signs takes.

``keys/root.pem`` is what a verifier is given (``--anchor``). Private keys are readable by their owner alone and are
never overwritten. A leaf near its end is renewed under the same root, its file moved aside; old takes stay trusted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.studio import Studio

ROOT_YEARS, LEAF_YEARS, RENEW_DAYS = 30, 3, 30
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Keys:
    """What signing needs: the leaf's certificate and key, and the root that answers for it, all PEM."""

    leaf: str
    leaf_key: str
    root: str


def ensure(studio: Studio) -> Keys:
    """The studio's certificates, made on the first call; the leaf is renewed in its last month.

    Raises:
        FilmwrightError: if a file of them is missing, unreadable, out of date, does not belong with the others, or a
            private key is open to others than its owner.
    """
    folder = studio.folder("keys")
    with studio.lock("provenance-keys", wait=True):
        if not (folder / "root.pem").is_file():
            _make_root(folder, studio)
        root, root_key = _load_cert(folder / "root.pem"), folder / "root.key.pem"
        if not (folder / "leaf.pem").is_file():
            _make_leaf(folder, studio, root, _load_key(root_key))
        elif _ends_soon(_load_cert(folder / "leaf.pem")) and root_key.is_file():
            ended = _load_cert(folder / "leaf.pem").serial_number
            os.replace(folder / "leaf.pem", folder / f"leaf-{ended:x}.pem")
            _make_leaf(folder, studio, root, _load_key(root_key))
        elif root_key.is_file():
            files.need_private(root_key)
    leaf = _load_cert(folder / "leaf.pem")
    key = _load_key(folder / "leaf.key.pem")
    _belong_together(folder, root, leaf, key)
    return Keys(_pem(leaf), _key_pem(key).decode(), _pem(root))


def anchors(studio: Studio) -> str:
    """The studio's root certificate, PEM: what its takes are trusted by.

    Raises:
        FilmwrightError: if the studio has none.
    """
    return _pem(_load_cert(studio.inside(Path("keys") / "root.pem")))


def read_anchors(path: Path) -> str:
    """One or more root certificates from a PEM file that someone gave us.

    Raises:
        FilmwrightError: if it is missing or holds no certificate.
    """
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise FilmwrightError("the anchor cannot be read", str(path), "name the studio's root.pem") from error
    except ValueError as error:
        raise FilmwrightError("this is not a certificate", str(path), "name the studio's root.pem") from error
    return "".join(_pem(certificate) for certificate in found)


def _make_root(folder: Path, studio: Studio) -> None:
    """Key first: a root certificate is only there once its key is."""
    path = folder / "root.key.pem"
    key = _load_key(path) if path.is_file() else ec.generate_private_key(ec.SECP256R1())
    if not path.is_file():
        files.write_bytes(path, _key_pem(key), 0o600)
    name = _name(f"Root of {studio.settings.name}")
    usage = _usage(key_cert_sign=True)
    builder = _builder(name, name, key.public_key(), ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    files.write_text(folder / "root.pem", _pem(builder.sign(key, hashes.SHA256())))


def _make_leaf(folder: Path, studio: Studio, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey) -> None:
    """The key is kept over a renewal: it is the certificate that ends."""
    path = folder / "leaf.key.pem"
    key = _load_key(path) if path.is_file() else ec.generate_private_key(ec.SECP256R1())
    if not path.is_file():
        files.write_bytes(path, _key_pem(key), 0o600)
    builder = _builder(_name(studio.settings.name), root.subject, key.public_key(), LEAF_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = builder.add_extension(issuer, critical=False)
    files.write_text(folder / "leaf.pem", _pem(builder.sign(root_key, hashes.SHA256())))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, years: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - _DAY).not_valid_after(now + years * 365 * _DAY)


def _name(common: str) -> x509.Name:
    """Common name and organisation; a name field holds 1 to 64 bytes."""
    parts = [(NameOID.COMMON_NAME, common), (NameOID.ORGANIZATION_NAME, common)]
    return x509.Name(
        [x509.NameAttribute(oid, value.encode()[:64].decode(errors="ignore") or "studio") for oid, value in parts]
    )


def _usage(digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _ends_soon(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - datetime.now(UTC) < RENEW_DAYS * _DAY


def _belong_together(
    folder: Path, root: x509.Certificate, leaf: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> None:
    try:
        leaf.verify_directly_issued_by(root)
        ours = leaf.public_key() == key.public_key()
    except (ValueError, TypeError, InvalidSignature):
        ours = False
    if not ours:
        raise FilmwrightError(
            "the certificates and keys do not belong together", str(folder), "restore them from a copy"
        )
    now = datetime.now(UTC)
    for certificate, what in ((root, "root.pem"), (leaf, "leaf.pem")):
        if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
            raise FilmwrightError(
                "this certificate is out of date", str(folder / what), "check the clock, or restore the root key"
            )


def _load_cert(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise FilmwrightError("the certificate is missing", str(path), "restore it from a copy") from error
    except ValueError as error:
        raise FilmwrightError("this is not a certificate", str(path), "restore it from a copy") from error


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        files.need_private(path)
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise FilmwrightError("the private key is missing", str(path), "restore it from a copy") from error
    except (ValueError, TypeError) as error:
        raise FilmwrightError("this is not a private key", str(path), "restore it from a copy") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise FilmwrightError("this is not an ES256 key", str(path), "restore it from a copy")
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
