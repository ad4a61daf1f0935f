"""Runs scim2-tester against SCIM_URL and prints, as JSON, its results, the tags it has, and what it did not try."""

import json
import os

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Mutability, Path
from scim2_tester import check_server
from scim2_tester.utils import get_registered_tags

# The checks that go through the attributes one by one, and leave out what the schema gives them no reason to touch.
BY_ATTRIBUTE = ["check_add_attribute", "check_replace_attribute", "check_remove_attribute"]
WRITABLE = [Mutability.read_write, Mutability.write_only, Mutability.immutable]


def main():
    headers = {"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"}
    client = SyncSCIMClient(Client(base_url=os.environ["SCIM_URL"], headers=headers, timeout=60))
    results = check_server(client)
    report = {
        "tags": sorted(get_registered_tags()),
        "results": [plain(result) for result in results],
        "untried": untried(client, results),
    }
    print(json.dumps(report))


def plain(result):
    data = result.data if isinstance(result.data, dict) else {}
    return {
        "status": result.status.name,
        "check": result.title,
        "resourceType": result.resource_type,
        "attribute": data.get("urn"),
        "reason": result.reason,
        "tags": sorted(result.tags),
    }


def untried(client, results):
    """Of the attributes that a client may write, those that a check by attribute has no result for."""
    tried = {
        (result.title, result.resource_type, result.data.get("urn"))
        for result in results
        if isinstance(result.data, dict)
    }
    found = []
    for resource_type in client.provider.resource_types:
        model = client.provider.model_for(resource_type)
        paths = Path[model].iter_paths(mutability=WRITABLE, include_subattributes=False)
        names = [str(path) for path in paths]
        for check in BY_ATTRIBUTE:
            for name in names:
                if (check, resource_type.name, name) not in tried:
                    found.append({"check": check, "resourceType": resource_type.name, "attribute": name})
    return found


main()
