"""An import-linter contract: who is outside a room imports its door, never what lies behind it."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "menura"


class DoorContract(Contract):
    """Forbid imports of a room's inner modules from other rooms.

    Open rooms are imported module by module. A back door is an inner module that outsiders may
    import too, because the front door must not load what it needs.
    """

    type_name = "doors"
    open_rooms: Any = fields.SetField(subfield=fields.StringField())
    back_doors: Any = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import between two rooms."""
        allowed = set(self.back_doors or ())
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._is_inside(imported) and _room(importer) != _room(imported)
            if imported not in allowed
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who went round which door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}: import {_room(imported)} instead")

    def _is_inside(self, module: str) -> bool:
        parts = module.split(".")
        if parts[0] != ROOT or len(parts) < 3:
            return False
        return parts[1] not in self.open_rooms


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])
