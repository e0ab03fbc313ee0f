"""What the generator does not know by itself: a component is bytes."""

import schemathesis

schemathesis.serializer.alias("application/wasm", "application/octet-stream")
