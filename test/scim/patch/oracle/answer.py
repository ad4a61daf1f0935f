"""Answers patches of users with scim2-models: JSON in, one line of JSON out for each case. draw.ts draws them."""

import json
import sys
from importlib.metadata import version

from pydantic import ValidationError
from scim2_models import (
    Context,
    Extension,
    PatchOp,
    Resource,
    Schema,
    SCIMException,
    ScimPolicy,
)

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
# Where the RFCs leave a choice, ours: unknown attributes may be ignored (RFC 7643 section 3.1),
# and nothing is said of a remove with a value.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
)


def scim_type(error):
    if isinstance(error, SCIMException):
        return error.scim_type
    return next((part["type"].removeprefix("scim_") for part in error.errors()), None)


def answer(model, before, operations):
    user = model.model_validate(before)
    message = {"schemas": [PATCH_OP], "Operations": operations}
    try:
        patch = PatchOp[model].model_validate(
            message, scim_ctx=Context.RESOURCE_PATCH_REQUEST
        )
        patch.patch(user)
        return {"after": user.model_dump()}
    except (SCIMException, ValidationError) as error:
        return {"error": scim_type(error)}


asked = json.load(sys.stdin)
core, *extensions = [Schema.model_validate(schema) for schema in asked["schemas"]]
(extension,) = [Extension.from_schema(schema) for schema in extensions]
model = Resource.from_schema(core)[extension]
with POLICY:
    cases = [
        {**case, **answer(model, case["before"], case["operations"])}
        for case in asked["cases"]
    ]
print(json.dumps({"scim2-models": version("scim2-models")}))
for case in cases:
    print(json.dumps(case, ensure_ascii=False, separators=(",", ":")))
