"""What is wrong with files, data, releases and the installation, and with sources elsewhere."""

from __future__ import annotations

from http import HTTPStatus

from styrka.errors.base import StyrkaError


class SourceError(StyrkaError):
    """An instance file, ontology file or table cannot be read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A source file cannot be read"
    title_sv = "En källfil kan inte läsas"

    def __init__(
        self,
        message: str,
        *,
        path: str,
        line: int | None = None,
        column: int | None = None,
        remedy: str | None = None,
        sv: tuple[str, str] | None = None,
    ) -> None:
        """State what is wrong and what would be right; ``sv`` has both in Swedish."""
        where = path + "".join(f":{part}" for part in (line, column) if part is not None)
        super().__init__(
            f"{where}: {message}" + (f" {remedy}" if remedy else ""),
            sv=f"{where}: {' '.join(filter(None, sv))}" if sv else "",
            path=path,
            line=line,
            column=column,
            message=message,
            remedy=remedy,
            message_sv=sv[0] if sv else None,
            remedy_sv=sv[1] if sv else None,
        )


class InvalidData(StyrkaError):
    """The data break a shape; ``evidence["findings"]`` lists where and how (SHACL section 3.6)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The data are not valid"
    title_sv = "Uppgifterna är inte giltiga"


class Contradiction(StyrkaError):
    """The data contradict the ontology (OWL 2 RL: the graph is inconsistent)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The data contradict the ontology"
    title_sv = "Uppgifterna motsäger ontologin"


class UnsupportedAxiom(StyrkaError):
    """An axiom is outside the part of OWL 2 RL that the reasoner compiles."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The ontology uses an axiom that the reasoner does not know"
    title_sv = "Ontologin har ett axiom som slutledningen inte känner"


class ReleaseError(StyrkaError):
    """A release is missing, damaged or cannot be written."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    exit_code = 4
    title = "The release cannot be used"
    title_sv = "Utgåvan kan inte användas"


class MissingExtra(StyrkaError):
    """What was asked for needs a package that is not installed here; ``evidence["extra"]`` brings it."""

    status = HTTPStatus.NOT_IMPLEMENTED
    exit_code = 4
    title = "A package is not installed"
    title_sv = "Ett paket är inte installerat"


class HarvestError(StyrkaError):
    """Another source could not be read, or what it answered cannot be taken; the file from before stays."""

    status = HTTPStatus.BAD_GATEWAY
    exit_code = 4
    title = "The source could not be harvested"
    title_sv = "Källan kunde inte skördas"
