/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of the system, of its disks and switches, and of a VM's use of these. */
#include <stddef.h>

#include <cos/abi.h>
#include <ether.h>

#include "image/room.h"
#include "key_table.h"

#define RATE_MOST (1ull << 40)

const char *const dma_words[DMA_WORDS] = {[DMA_IOMMU] = "iommu", [DMA_TRUSTED] = "trusted"};

static const char *const mitigation_words[EVM_MITIGATIONS] = {
    [EVM_MITIGATIONS_AUTO] = "auto",
    [EVM_MITIGATIONS_OFF] = "off",
    [EVM_MITIGATIONS_REQUIRED] = "required",
};

static const char *const control_words[CONTROL_WORDS] = {
    [CONTROL_NONE] = "no", [CONTROL_SERIAL2] = "serial2"};

static const struct key system_keys[] = {
    {"system", SHAPE_TEXT, 0, "a name", .at = AT(struct manifest, system, char *), .value = "name",
     .help = "needed; letters, digits, `-`, `_`, at most 31, a letter or digit first"},
    {"memory", SHAPE_SIZE, 0, "a size like 64M", .at = AT(struct manifest, memory_bytes, uint64_t),
     .most = ROOM_MOST, .value = "size",
     .help = "the machine's memory. Default: what the image and its VMs need, see "
             "[Memory](#memory)"},
    {"vms", SHAPE_MAPPING, 0, "a mapping from names of VMs to what they are", .value = "mapping",
     .help = "needed; name of each VM → its keys; at most 60. The system's rules for names hold; "
             "`evm` and those of root components (`booter`, `sched`, `console`, `supervisor`) are "
             "reserved"},
    {"dma", SHAPE_WORD, 0, "iommu or trusted", .at = AT(struct manifest, dma, enum dma),
     .otherwise = "iommu", .words = dma_words, .word_count = DMA_WORDS,
     .value = "`iommu`, `trusted`",
     .help = "see [Devices and memory](#devices-and-memory); holds for the drivers of disks and "
             "switches, too"},
    {"netbsd", SHAPE_TEXT, 0, "the path of a folder or release set with rump archives",
     .at = AT(struct manifest, netbsd, char *), .value = "path",
     .help = "a folder or release set with the archives for NetBSD VMs. Default: `$EVM_RUMP_DIR`, "
             "else the last import"},
    {"switches", SHAPE_MAPPING, 0, "a mapping like {lan: {uplink: nic0}}", .value = "mapping",
     .help = "Ethernet switches, see [Networks](#networks). Names as above, at most 24"},
    {"disks", SHAPE_MAPPING, 0, "a mapping like {data: {image: data.img, size: 16M}}",
     .value = "mapping", .help = "disks, see [Disks](#disks). Names as above, at most 24"},
    {"mitigations", SHAPE_WORD, 0, "auto, off or required",
     .at = AT(struct manifest, mitigate, enum evm_mitigations), .otherwise = "auto",
     .words = mitigation_words, .word_count = COUNT(mitigation_words),
     .value = "`auto`, `off`, `required`",
     .help = "defences against CPUs that leak data by speculative execution, see "
             "[speculation.md](speculation.md)"},
    {"spare", SHAPE_BOOL, 0, BOOL, .at = AT(struct manifest, spare, bool), .otherwise = "no",
     .value = "yes, no",
     .help = "yes: all VMs, the components of disks, switches and `rng`, and the console have "
             "`spare: yes`, unless a VM says otherwise"},
    {"scrub", SHAPE_TEXT, 0, SCRUB_VALUES, .at = AT(struct manifest, scrub, char *),
     .value = "time",
     .help = "the supervisor checks once in this time, `100ms` to `24h`, whether memory has lost "
             "bits of any program, but no more than 4 MiB in a second; what has a second copy "
             "(`spare`) is repaired, see [Memory that loses bits](#memory-that-loses-bits). "
             "Default: the booter checks only programs that start again"},
    {"watchdog", SHAPE_TEXT_OR_MAPPING, 0, BOARD_VALUES,
     .at = AT(struct manifest, board, struct board), .inner = &board_table,
     .value = "`i6300esb` or mapping",
     .help = "a device of the board that resets the machine when the system hangs, see "
             "[The board's watchdog](#the-boards-watchdog). Default: none"},
    {"crashes", SHAPE_TEXT_OR_MAPPING, 0, CRASHES_VALUES,
     .at = AT(struct manifest, crashes, struct crashes), .inner = &crashes_table,
     .value = "name or mapping",
     .help = "the disk to which each failure's record goes, see [Crash records](#crash-records). "
             "Default: none"},
    {"control", SHAPE_WORD, 0, "serial2 or no", .at = AT(struct manifest, control, enum control),
     .otherwise = "no", .words = control_words, .word_count = CONTROL_WORDS,
     .value = "`serial2`, `no`",
     .help = "serial2: the machine's second serial line (COM2) is a control channel, see "
             "[The control channel](#the-control-channel)"},
    {.name = "links", .shape = SHAPE_UNSUPPORTED},
};
const struct table system_table = {"", system_keys, COUNT(system_keys)};

static const struct key board_keys[] = {
    {"device", SHAPE_TEXT, 0, BOARD_DEVICE, .at = AT(struct board, device, char *),
     .value = "`i6300esb`",
     .help = "needed; Intel's 6300ESB, PCI 8086:25ab, which QEMU has, too. `watchdog: i6300esb` is "
             "short for `watchdog: {device: i6300esb}`"},
    {"time", SHAPE_TEXT, 0, "a time like 10s", .at = AT(struct board, time, char *),
     .value = "time",
     .help = "the device resets the machine if it is not fed for this time, `1s` to `30min`. "
             "Default: 10s"},
};
const struct table board_table = {"watchdog_", board_keys, COUNT(board_keys)};

static const struct key crashes_keys[] = {
    {"disk", SHAPE_TEXT, 0, DISK_VALUES, .at = AT(struct crashes, disk, char *), .value = "name",
     .help = "needed; one of the system's `disks`. `crashes: log` is short for `crashes: {disk: "
             "log}`"},
    {"partition", SHAPE_TEXT, 0, PARTITION_VALUES, .at = AT(struct crashes, partition, char *),
     .value = "1 to 128", .help = "a partition of it, as for a VM's disk. Default: the whole disk"},
};
const struct table crashes_table = {"crashes_", crashes_keys, COUNT(crashes_keys)};

static const struct key restart_keys[] = {
    {"when", SHAPE_TEXT, 0, "always, failure or never", .at = AT(struct restart, when, char *),
     .value = "word",
     .help =
         "`never`, `always`, or `failure`: after a crash, a hang, a kill or a status other than 0. "
         "`restart: always` is short for `restart: {when: always}`. Default: `failure`; for "
         "disks and switches `always`"},
    {"backoff", SHAPE_TEXT, 0, "a time like 100ms", .at = AT(struct restart, backoff, char *),
     .value = "time",
     .help =
         "the pause before a restart, from `1ms`; at most `30min` with `max: 1/h`. It doubles when "
         "the VM has lived for less than its last pause. It stays short enough for `max` pauses to "
         "fit into half of the time that `max` names. Default: 100ms; for disks and switches "
         "10ms"},
    {"max", SHAPE_TEXT, 0, "restarts in a time like 10/min", .at = AT(struct restart, max, char *),
     .value = "number in a time",
     .help = "most restarts, 1 to 10000, in a second (`s`), minute or hour (`h`) from the first "
             "of them on, like `10/min`; after these the VM stays down. Default: 10/min"},
};
const struct table restart_table = {"restart_", restart_keys, COUNT(restart_keys)};

static const struct key disk_keys[] = {
    {"image", SHAPE_TEXT, 0, "the path of a disk image", .at = AT(struct disk, image, char *),
     .value = "path",
     .help = "needed; a file with the disk's contents. `evm run` makes it if it is missing; only "
             "VMs change an existing one"},
    {"size", SHAPE_SIZE, 0, "a size like 16M", .at = AT(struct disk, bytes, uint64_t),
     .value = "size", .help = "needed if the image is missing; else it must equal the image's"},
    {"fs", SHAPE_TEXT, 0, "ext4", .at = AT(struct disk, fs, char *), .value = "`ext4`",
     .help = "the file system of a new image, made by `mke2fs` (package `e2fsprogs`). Default: "
             "none, all zero"},
    {"files", SHAPE_TEXT, 0, "the path of a folder", .at = AT(struct disk, files, char *),
     .value = "path",
     .help = "a folder whose contents are copied into the file system of a new image, with owners, "
             "permissions and times. An existing image is not changed. Default: none"},
    {"readonly", SHAPE_BOOL, 0, BOOL, .at = AT(struct disk, readonly, bool), .otherwise = "no",
     .value = "yes, no", .help = "yes: neither a VM nor this machine writes to it"},
    {"driver", SHAPE_TEXT, 0, "the name of a VM", .at = AT(struct disk, driver, char *),
     .value = "VM",
     .help = "a NetBSD VM that drives it, see [Drivers from NetBSD](#drivers-from-netbsd). "
             "Default: eVM's own driver"},
    {"cpu", SHAPE_MAPPING, 0, "a mapping like {priority: 120}",
     .at = AT(struct disk, cpu, struct cpu), .inner = &disk_cpu_table, .value = "`{priority: N}`",
     .help = "the CPU's share of its driver and service, by the keys of `cpu`. Default: "
             "`{priority: 240}`"},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES,
     .at = AT(struct disk, restart, struct restart), .inner = &restart_table,
     .value = "word or mapping",
     .help = "restart of its driver and service, see [Starting again](#starting-again)"},
};
const struct table disk_table = {"", disk_keys, COUNT(disk_keys)};

static const struct key use_keys[] = {
    {"disk", SHAPE_TEXT, 0, DISK_VALUES, .value = "name", .help = "needed; a disk of the system"},
    {"partition", SHAPE_TEXT, 0, PARTITION_VALUES, .value = "1 to 128",
     .help = "a partition of an MBR (5 and up are logical ones) or of a GPT; the image must have "
             "it. Default: the whole disk"},
    {"mode", SHAPE_TEXT, 0, "ro or rw", .value = "`ro`, `rw`",
     .help = "whether the VM may write. Default: `rw`, but `ro` for a disk with `readonly: yes`"},
};
const struct table use_table = {"", use_keys, COUNT(use_keys)};

static const struct key carried_keys[] = {
    {"image", SHAPE_TEXT, 0, "the path of a disk image", .value = "path",
     .help = "needed; a disk image, which the system's image carries"},
    {.name = "size", .shape = SHAPE_UNSUPPORTED},
};
const struct table carried_table = {"", carried_keys, COUNT(carried_keys)};

static const struct key switch_keys[] = {
    {"uplink", SHAPE_TEXT, 0, "a network interface like nic0",
     .at = AT(struct netswitch, uplink, char *), .value = "`nic0` to `nic7`",
     .help = "a network interface of the machine: nicN is the N-th of its virtio interfaces (`pci: "
             "[\"1af4:1041:N\"]`). Default: none"},
    {"gateway", SHAPE_TEXT, 0, "an address like 10.0.2.2",
     .at = AT(struct netswitch, gateway, char *), .value = "address",
     .help = "the network's gateway, for VMs with fixed addresses. Default with an uplink: the "
             "network's second address, like 10.0.2.2, which is QEMU's then"},
    {"outbound", SHAPE_BOOL, 0, BOOL, .at = AT(struct netswitch, outbound, bool),
     .otherwise = "yes", .value = "yes, no",
     .help = "no: in QEMU, VMs reach nothing beyond the uplink, neither this machine nor its "
             "network; `forward` still works. (With yes, a VM can reach forwarded ports of others "
             "by way of this machine.) On another machine the network decides. Needs an uplink"},
    {"mtu", SHAPE_COUNT, 0, "a number of bytes from 1280 to 9000, like 9000",
     .at = AT(struct netswitch, mtu_bytes, uint32_t), .least = ETHER_MTU_LEAST,
     .most = ETHER_MTU_MOST, .otherwise = "1500", .value = "number",
     .help = "most bytes of a packet (an Ethernet frame without its header), for all VMs of the "
             "switch, see [Longer frames](#longer-frames)"},
    {"queue", SHAPE_SIZE, 0, "a size like 256K", .at = AT(struct netswitch, queue_bytes, uint64_t),
     .most = 16 << 20, .otherwise = "256K", .value = "size",
     .help = "most bytes of frames that wait for each VM while it has no free buffer, at least one "
             "frame of the `mtu`; further frames are lost"},
    {"forward", SHAPE_TEXTS, 0, "ports like [\"8080 -> web:80\"]",
     .at = AT(struct netswitch, forward, struct strings), .value = "list",
     .help = "`PORT -> VM:PORT`: `evm run` forwards the TCP port of this machine's loopback "
             "interface (127.0.0.1) to the VM's. Needs an uplink, and a VM with a fixed address"},
    {"driver", SHAPE_TEXT, 0, "the name of a VM", .at = AT(struct netswitch, driver, char *),
     .value = "VM",
     .help = "a NetBSD VM that drives the uplink, see [Drivers from NetBSD](#drivers-from-netbsd). "
             "Default: eVM's own driver"},
    {"cpu", SHAPE_MAPPING, 0, "a mapping like {priority: 120, budget: 10%}",
     .at = AT(struct netswitch, cpu, struct cpu), .inner = &switch_cpu_table,
     .value = "`{priority: N, ...}`",
     .help = "the CPU's share of the switch and the driver of its uplink, by the keys of `cpu`"},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES,
     .at = AT(struct netswitch, restart, struct restart), .inner = &restart_table,
     .value = "word or mapping",
     .help = "restart of the switch and the driver of its uplink, see "
             "[Starting again](#starting-again)"},
};
const struct table switch_table = {"", switch_keys, COUNT(switch_keys)};

static const struct key port_keys[] = {
    {"address", SHAPE_TEXT, 0, "dhcp or an address like 10.0.2.15/24",
     .at = AT(struct port, address, char *), .value = "address or `dhcp`",
     .help = "needed; the VM's IPv4 address with the bits of its network, or `dhcp`"},
    {"address6", SHAPE_TEXT, 0, "an address like fd00::15/64",
     .at = AT(struct port, address6, char *), .value = "IPv6 address",
     .help = "with the bits of its network, 8 to 127, like `fd00::15/64`. The VM always has the "
             "link-local address that follows from its Ethernet address, too. Linux: needs the "
             "feature `ipv6`; set before the command of `run` starts. The switch drops frames from "
             "other IPv6 addresses, so a VM cannot use addresses that it makes from router "
             "advertisements. Router advertisements pass only from beyond an uplink"},
    {"to", SHAPE_TEXT_OR_LIST, 0, "names of VMs like [cache]",
     .at = AT(struct port, to, struct strings), .value = "list",
     .help = "peers that the VM may talk to: VMs with a port of the switch, or the uplink by its "
             "name. A peer may answer, so one of the two sides has to name the other. Default: the "
             "uplink; none if there is no uplink"},
    {"rate", SHAPE_BYTES, 0, "bytes in a second above 0, like 10M",
     .at = AT(struct port, rate_bytes, uint64_t), .least = 1, .most = RATE_MOST, .value = "size",
     .help = "most bytes in a second from the VM, like 10M. Default: no limit"},
};
const struct table port_table = {"", port_keys, COUNT(port_keys)};

const struct kind kind_disks = {"disks", "disk", SHAPE_MAPPING,
                                "a mapping like {image: data.img, size: 16M}", &disk_table};
const struct kind kind_carried_disks = {
    "disks", "disk", SHAPE_TEXT,
    "a mapping like {image: fs.img}, or the name of one of the system's disks", &carried_table};
const struct kind kind_used_disks = {
    "disks", "disk", SHAPE_TEXT,
    "the name of one of the system's disks, or a mapping like {disk: data}", &use_table};
const struct kind kind_switches = {"switches", "switch", SHAPE_MAPPING,
                                   "a mapping like {uplink: nic0}", &switch_table};
const struct kind kind_ports = {
    "net", "switch", SHAPE_TEXT,
    "dhcp, an address like 10.0.2.15/24, or a mapping like {address: dhcp}", &port_table};
