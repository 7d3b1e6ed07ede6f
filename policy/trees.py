"""The nested structure of one edition of a goal tree, read with one query however large it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policy.models import GoalNode, NodeKind, TreeEdition
from twenterand import richtext

# Which kinds may stand directly under which. The source does not name the goal of most subgoals: those stand
# under the effect itself.
CHILD_KINDS: dict[str, tuple[NodeKind, ...]] = {
    NodeKind.EFFECT: (NodeKind.GOAL, NodeKind.SUBGOAL),
    NodeKind.GOAL: (NodeKind.SUBGOAL,),
    NodeKind.SUBGOAL: (NodeKind.ACTIVITY,),
    NodeKind.ACTIVITY: (),
}


@dataclass
class Branch:
    """One node with what stands below it, in the order of the page."""

    node: GoalNode
    children: list["Branch"] = field(default_factory=list)

    @property
    def child_kinds(self) -> tuple[NodeKind, ...]:
        """What may be added under this node."""
        return CHILD_KINDS[self.node.kind]

    def walk(self) -> Iterator["Branch"]:
        """This branch and everything below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


def nested(nodes: Iterable[GoalNode]) -> list[Branch]:
    """The roots (effects) of `nodes`, which must be all nodes of one edition. Goals come before subgoals."""
    kinds = list(NodeKind.values)
    below: dict[int | None, list[GoalNode]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: (kinds.index(node.kind), node.position, node.pk)):
        below[node.parent_id].append(node)

    def grow(node: GoalNode) -> Branch:
        return Branch(node, [grow(child) for child in below[node.pk]])

    return [grow(root) for root in below[None]]


def of_edition(edition: TreeEdition) -> list[Branch]:
    """The nested tree of an edition; one query."""
    return nested(edition.nodes.all())


def payload(edition: TreeEdition) -> list[dict]:
    """The nested tree as a payload holds it; one query."""
    return [_node(branch) for branch in of_edition(edition)]


def _node(branch: Branch) -> dict:
    return {
        "uid": str(branch.node.uid),
        "kind": branch.node.kind,
        "title": branch.node.title,
        "explanation": richtext.sanitise(branch.node.explanation),
        "children": [_node(child) for child in branch.children],
    }
