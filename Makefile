# SPDX-License-Identifier: BSD-2-Clause
# The front door: everything real is in Meson (meson.build). Each target installs what it needs
# first.
BUILD := build

PREFIX ?= /usr/local

.PHONY: all setup install demo gateway test bench clean
all: $(BUILD)/build.ninja
	ninja -C $(BUILD)

setup:
	@scripts/setup $(BUILD)

$(BUILD)/build.ninja: | setup
	meson setup $(BUILD)

# DESTDIR: a folder in front of all paths, for packages. Meson would take one without '/' in front
# for a folder of the build.
install: $(BUILD)/build.ninja
	meson configure $(BUILD) "-Dprefix=$(PREFIX)"
	ninja -C $(BUILD)
	DESTDIR="$${DESTDIR:+$$(realpath -m -- "$$DESTDIR")}" \
	    meson install -C $(BUILD) --no-rebuild --quiet

demo: all
	$(BUILD)/evm run examples/demo/wild.yaml
	$(BUILD)/evm run examples/demo/forbidden.yaml

gateway: all
	$(BUILD)/evm run examples/gateway.yaml

test: all
	tests/run $(BUILD)

bench: all
	bench/run $(BUILD)

clean:
	rm -rf $(BUILD)
