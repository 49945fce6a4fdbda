/* SPDX-License-Identifier: BSD-2-Clause */
/* All keys of a manifest: the shapes of their values, and what messages say of them. */
#include "keys.h"
#include "manifest.h"

#define LINUX  (1u << GUEST_LINUX)
#define NATIVE (1u << GUEST_NATIVE)
#define NETBSD (1u << GUEST_NETBSD)

#define BOOL "yes or no"

const struct key system_keys[] = {
    {"system", SHAPE_TEXT, 0, "a name"},
    {"memory", SHAPE_TEXT, 0, "a size like 64M"},
    {"vms", SHAPE_MAPPING, 0, "a mapping from names of VMs to what they are"},
    {"dma", SHAPE_TEXT, 0, "iommu or trusted"},
    {"netbsd", SHAPE_TEXT, 0, "the path of a folder or release set with rump archives"},
    {"switches", SHAPE_MAPPING, 0, "a mapping like {lan: {uplink: nic0}}"},
    {"disks", SHAPE_MAPPING, 0, "a mapping like {data: {image: data.img, size: 16M}}"},
    {"mitigations", SHAPE_TEXT, 0, "auto, off or required"},
    {"spare", SHAPE_BOOL, 0, BOOL},
    {"links", SHAPE_UNSUPPORTED, 0, NULL},
};
const unsigned system_key_count = COUNT(system_keys);

const struct key vm_keys[] = {
    {"guest", SHAPE_TEXT, 0, "linux, native or netbsd"},
    {"memory", SHAPE_TEXT, 0, "a size like 24M"},
    {"stack", SHAPE_TEXT, NATIVE | NETBSD, "a size like 16K"},
    {"cpu", SHAPE_MAPPING, 0, "a mapping like {priority: 100}"},
    {"critical", SHAPE_BOOL, 0, BOOL},
    {"features", SHAPE_LIST, LINUX, "a list of features like [proc, net]"},
    {"root", SHAPE_LIST, LINUX, "a list of paths like [/bin/busybox, \"www:/var/www\"]"},
    {"run", SHAPE_COMMAND, LINUX, "a command like [/bin/busybox, sh]"},
    {"env", SHAPE_MAP_OR_LIST, LINUX, "names with texts like {LANG: C}"},
    {"program", SHAPE_TEXT, NATIVE, "the path of an ELF file"},
    {"args", SHAPE_WORDS, NATIVE | NETBSD, "a list of arguments like [--fast, 3]"},
    {"ports", SHAPE_TEXTS, NATIVE, "port ranges like [0x3f8-0x3ff]"},
    {"irqs", SHAPE_TEXTS, NATIVE, "interrupt lines like [4]"},
    {"mmio", SHAPE_TEXTS, NATIVE, "device memory like [0xfed00000+4K]"},
    {"pci", SHAPE_TEXTS, NATIVE | NETBSD, "PCI devices like [\"1af4:1041\"]"},
    {"dma", SHAPE_TEXT, NATIVE | NETBSD, "iommu or trusted"},
    {"calls", SHAPE_TEXTS, NATIVE, "names of VMs like [store]"},
    {"signals", SHAPE_TEXTS, NATIVE, "names of VMs like [store]"},
    {"links", SHAPE_TEXTS, NATIVE, "names of VMs with sizes like [store+64K]"},
    {"uses", SHAPE_MAPPING, NATIVE, "a mapping like {files: store, sockets: net}"},
    {"link", SHAPE_TEXT, NATIVE, "a size like 64K"},
    {"dormant", SHAPE_BOOL, NATIVE | NETBSD, BOOL},
    {"service", SHAPE_BOOL, NATIVE | NETBSD, BOOL},
    {"booter", SHAPE_BOOL, NATIVE, BOOL},
    {"components", SHAPE_LIST, NETBSD, "a list of components like [vfs, ffs]"},
    {"client", SHAPE_TEXT_OR_LIST, NETBSD, "C sources, objects or archives like [main.c]"},
    {"params", SHAPE_MAP_OR_LIST, NETBSD, "names with texts like {RUMP_VERBOSE: 1}"},
    {"hostname", SHAPE_TEXT, NETBSD, "a name"},
    {"disks", SHAPE_MAPPING, 0,
     "a mapping like {wd0: {image: fs.img}}, or {ubda: data} with a disk of the system"},
    {"net", SHAPE_MAPPING, 0, "a mapping like {lan: 10.0.2.15/24}"},
    {"rng", SHAPE_BOOL, 0, BOOL},
    {"strict", SHAPE_BOOL, 0, BOOL},
    {"spare", SHAPE_BOOL, 0, BOOL},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES},
};
const unsigned vm_key_count = COUNT(vm_keys);
_Static_assert(COUNT(vm_keys) <= KEYS_MOST, "the longest table");

static const struct key cpu_keys[] = {
    {"priority", SHAPE_NUMBER, 0, "a number from 1 to 250"},
    {"budget", SHAPE_UNSUPPORTED, 0, NULL},
    {"period", SHAPE_UNSUPPORTED, 0, NULL},
};

static const struct key uses_keys[] = {
    {"files", SHAPE_TEXT, 0, "the name of a VM"},
    {"sockets", SHAPE_TEXT, 0, "the name of a VM"},
};

const struct key restart_keys[] = {
    {"when", SHAPE_TEXT, 0, "always, failure or never"},
    {"backoff", SHAPE_TEXT, 0, "a time like 100ms"},
    {"max", SHAPE_TEXT, 0, "restarts in a time like 10/min"},
};
const unsigned restart_key_count = COUNT(restart_keys);

static const struct key use_keys[] = {
    {"disk", SHAPE_TEXT, 0, "the name of one of the system's disks"},
    {"partition", SHAPE_TEXT, 0, "a number from 1 to 128"},
    {"mode", SHAPE_TEXT, 0, "ro or rw"},
};

static const struct key carried_keys[] = {
    {"image", SHAPE_TEXT, 0, "the path of a disk image"},
    {"size", SHAPE_UNSUPPORTED, 0, NULL},
};

const struct key disk_keys[] = {
    {"image", SHAPE_TEXT, 0, "the path of a disk image"},
    {"size", SHAPE_TEXT, 0, "a size like 16M"},
    {"fs", SHAPE_TEXT, 0, "ext4"},
    {"files", SHAPE_TEXT, 0, "the path of a folder"},
    {"readonly", SHAPE_BOOL, 0, BOOL},
    {"driver", SHAPE_TEXT, 0, "the name of a VM"},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES},
};
const unsigned disk_key_count = COUNT(disk_keys);

const struct key switch_keys[] = {
    {"uplink", SHAPE_TEXT, 0, "a network interface like nic0"},
    {"gateway", SHAPE_TEXT, 0, "an address like 10.0.2.2"},
    {"outbound", SHAPE_BOOL, 0, BOOL},
    {"mtu", SHAPE_TEXT, 0, "bytes from 1280 to 9000"},
    {"queue", SHAPE_TEXT, 0, "a size like 256K"},
    {"forward", SHAPE_TEXTS, 0, "ports like [\"8080 -> web:80\"]"},
    {"driver", SHAPE_TEXT, 0, "the name of a VM"},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES},
};
const unsigned switch_key_count = COUNT(switch_keys);

const struct key port_keys[] = {
    {"address", SHAPE_TEXT, 0, "dhcp or an address like 10.0.2.15/24"},
    {"address6", SHAPE_TEXT, 0, "an address like fd00::15/64"},
    {"to", SHAPE_TEXT_OR_LIST, 0, "names of VMs like [cache]"},
    {"rate", SHAPE_TEXT, 0, "bytes in a second like 10M"},
};
const unsigned port_key_count = COUNT(port_keys);

const struct kind kind_disks = {
    "disks",   "disk",           SHAPE_MAPPING, "a mapping like {image: data.img, size: 16M}",
    disk_keys, COUNT(disk_keys),
};
const struct kind kind_carried_disks = {
    "disks",      "disk",
    SHAPE_TEXT,   "a mapping like {image: fs.img}, or the name of one of the system's disks",
    carried_keys, COUNT(carried_keys),
};
const struct kind kind_used_disks = {
    "disks",    "disk",
    SHAPE_TEXT, "the name of one of the system's disks, or a mapping like {disk: data}",
    use_keys,   COUNT(use_keys),
};
const struct kind kind_switches = {
    "switches",  "switch",           SHAPE_MAPPING, "a mapping like {uplink: nic0}",
    switch_keys, COUNT(switch_keys),
};
const struct kind kind_ports = {
    "net",      "switch",
    SHAPE_TEXT, "dhcp, an address like 10.0.2.15/24, or a mapping like {address: dhcp}",
    port_keys,  COUNT(port_keys),
};

const struct mapping_key mapping_keys[] = {
    {"cpu", "cpu: {priority: 100}", cpu_keys, COUNT(cpu_keys)},
    {"uses", "uses: {files: store}", uses_keys, COUNT(uses_keys)},
    {"restart", "restart: {when: always, max: 10/min}", restart_keys, COUNT(restart_keys)},
};
const unsigned mapping_key_count = COUNT(mapping_keys);
