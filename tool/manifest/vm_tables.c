/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of VMs. */
#include <stddef.h>

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/share.h>

#include "image/room.h"
#include "key_table.h"
#include "target.h"

const char *const guest_words[GUESTS] = {
    [GUEST_LINUX] = "linux",
    [GUEST_NATIVE] = "native",
    [GUEST_NETBSD] = "netbsd",
};

static const struct key vm_keys[] = {
    {"guest", SHAPE_WORD, 0, "linux, native or netbsd", .at = AT(struct vm, guest, enum guest),
     .words = guest_words, .word_count = COUNT(guest_words),
     .value = "`linux`, `netbsd` or `native`",
     .help = "needed. `native`: a program for COS itself, linked with `lib/cos`"},
    {"memory", SHAPE_SIZE, 0, "a size like 24M", .at = AT(struct vm, memory_bytes, uint64_t),
     .most = ROOM_MOST, .value = "size",
     .help =
         "the VM's own memory. Native: default none beside the program's. NetBSD: default 4M and "
         "the disks. Linux: default the sum of 8M, twice the files in `root` and 1K for each "
         "file, plus 1/60; at least 2M and the files once, with the same additions, see "
         "[Memory](#memory)"},
    {"stack", SHAPE_SIZE, NATIVE | NETBSD, "a size like 16K",
     .at = AT(struct vm, stack_bytes, uint64_t), .least = COS_PAGE_SIZE,
     .most = COS_STACK_MOST * COS_PAGE_SIZE, .value = "size",
     .help = "not for Linux. Stack of its first thread. Default: native what the program asks for "
             "(`COS_STACK`), else 8K; NetBSD 16K. If that is not enough, a crash report says "
             "\"stack overflow\""},
    {"cpu", SHAPE_MAPPING, 0, "a mapping like {priority: 120, budget: 10%}",
     .at = AT(struct vm, cpu, struct cpu), .inner = &cpu_table, .value = "`{priority: N, ...}`",
     .help = "the VM's share of the CPU, by the keys of `cpu`"},
    {"critical", SHAPE_BOOL, 0, BOOL, .at = AT(struct vm, critical, bool), .otherwise = "yes",
     .value = "yes, no",
     .help = "yes: if the VM crashes or hangs, cannot be started, or ends with a status other than "
             "0, the "
             "system ends with a status other than 0"},
    {"features", SHAPE_LIST, LINUX, "a list of features like [proc, net]",
     .at = AT(struct vm, features, struct strings), .value = "list",
     .help = "features of the guest kernel, which has no others. `evm features` lists them; `evm "
             "features --for PROGRAM` says which ones a program will likely need"},
    {"root", SHAPE_LIST, LINUX, "a list of paths like [/bin/busybox, \"www:/var/www\"]",
     .at = AT(struct vm, root, struct strings), .value = "list",
     .help = "needed; contents of the root file system, see the section [`root`](#root)"},
    {"run", SHAPE_COMMAND, LINUX, "a command like [/bin/busybox, sh]",
     .at = AT(struct vm, run, struct strings), .value = "list or text",
     .help = "needed; the command. A text is split at blanks; `'...'` and `\"...\"` keep them. The "
             "VM's status is the command's; 128 + N if signal N ended it, whose name the console "
             "shows"},
    {"env", SHAPE_MAP_OR_LIST, LINUX, "names with texts like {LANG: C}",
     .at = AT(struct vm, env, struct strings), .value = "mapping or list of `NAME=VALUE`",
     .help = "environment; the defaults are a `PATH`, `HOME=/` and `TERM=dumb`"},
    {"program", SHAPE_TEXT, NATIVE, "the path of an ELF file", .at = AT(struct vm, program, char *),
     .value = "path",
     .help = "needed; a static " TARGET_NAME " ELF file, linked with `lib/cos` as [its "
             "README](../lib/cos/README.md) shows. It defines the symbol `evm_component`, by which "
             "the tool tells it from programs for other systems"},
    {"args", SHAPE_WORDS, NATIVE | NETBSD, "a list of arguments like [--fast, 3]",
     .at = AT(struct vm, args, struct strings), .value = "list or text",
     .help = "not for Linux. Arguments of the program or the client; a text is split as in "
             "[`run`](#linux-vms)"},
    {"ports", SHAPE_TEXTS, NATIVE, "port ranges like [0x3f8-0x3ff]",
     .at = AT(struct vm, ports, struct strings), .value = "list",
     .help = "I/O ports: `0x80`, `0x2f8-0x2ff`; at most 8"},
    {"irqs", SHAPE_TEXTS, NATIVE, "interrupt lines like [4]",
     .at = AT(struct vm, irqs, struct strings), .value = "list",
     .help = "interrupt lines 0 to 15; at most 8, devices of `pci` included"},
    {"mmio", SHAPE_TEXTS, NATIVE, "device memory like [0xfed00000+4K]",
     .at = AT(struct vm, mmio, struct strings), .value = "list",
     .help = "device memory below 1 TiB, where the machine has no RAM: `0xfed00000+4K`; at most 8"},
    {"pci", SHAPE_TEXTS, NATIVE | NETBSD, "PCI devices like [\"1af4:1041\"]",
     .at = AT(struct vm, pci, struct strings), .value = "list",
     .help = "not for Linux. PCI devices, each for one VM only: `1af4:1041` with vendor and device "
             "id in hexadecimal, or `1af4:1041:1` for the second device with these ids, and so on; "
             "at most 4. The VM gets the device's memory, ports and an interrupt line, and no "
             "other access to it (`struct cos_pci` in `interface/cos/start.h`). A VM whose device "
             "the machine lacks is not started"},
    {"dma", SHAPE_WORD, NATIVE | NETBSD, "iommu or trusted", .at = AT(struct vm, dma, enum dma),
     .words = dma_words, .word_count = DMA_WORDS, .value = "`iommu`, `trusted`",
     .help = "not for Linux. See [Devices and memory](#devices-and-memory). Default: the system's"},
    {"calls", SHAPE_TEXTS, NATIVE, "names of VMs like [store]",
     .at = AT(struct vm, calls, struct strings), .value = "list",
     .help = "native VMs that it may call: `store`, or `store:2` for the entry `evm_gate_2` of the "
             "callee's program instead of `evm_gate_0`; at most 16, `rng` included. The callee's "
             "program must have the entry. A call to a VM that is not running returns `EDENIED`"},
    {"signals", SHAPE_TEXTS, NATIVE, "names of VMs like [store]",
     .at = AT(struct vm, signals, struct strings), .value = "list",
     .help = "native VMs whose endpoint 0 it may signal (event `COS_EVENT_FROM` its own index); at "
             "most 64, those of all its links included"},
    {"links", SHAPE_TEXTS, NATIVE, "names of VMs with sizes like [store+64K]",
     .at = AT(struct vm, links, struct strings), .value = "list",
     .help =
         "memory shared with other native VMs: `store+64K`; at most 8 of 2M each, those of `net`, "
         "`disks` and `uses` included. The VM owns the link, which is zeroed when it starts. Each "
         "side may signal the other. A VM's links are first its own, then those of others in the "
         "order of the manifest; its n-th link has its n-th signal, before those of `signals`"},
    {"uses", SHAPE_MAPPING, NATIVE, "a mapping like {files: store, sockets: net}",
     .inner = &uses_table, .value = "`{files: NAME, sockets: NAME}`",
     .help = "VMs whose system calls it uses, for files and for sockets; one VM may serve both. "
             "Each is a NetBSD VM, or a native one that serves the same calls "
             "(`interface/netbsd.h`)"},
    {"link", SHAPE_SIZE, NATIVE, "a size like 64K", .at = AT(struct vm, link_bytes, uint64_t),
     .most = COS_LINK_BYTES, .otherwise = "64K", .value = "size",
     .help = "size of the link to each VM of `uses`"},
    {"dormant", SHAPE_BOOL, NATIVE | NETBSD, BOOL, .at = AT(struct vm, dormant, bool),
     .otherwise = "no", .value = "yes, no",
     .help = "not for Linux. Yes: the VM starts only when a VM with the key `booter` creates it"},
    {"service", SHAPE_BOOL, 0, BOOL, .at = AT(struct vm, service, bool), .value = "yes, no",
     .help = "yes: the VM serves others, like a database, and does not keep the system up; when "
             "only services are left, they are told to end. Default: no, but yes for a NetBSD VM "
             "without `client`"},
    {"after", SHAPE_TEXTS, 0, "names of VMs like [db]", .at = AT(struct vm, after, struct strings),
     .value = "list",
     .help = "VMs that must be ready before this one starts, also before it starts again, see "
             "[Order of starts](#order-of-starts). Default: none"},
    {"ready", SHAPE_TEXT_OR_MAPPING, 0, READY_VALUES, .at = AT(struct vm, ready, struct ready),
     .inner = &ready_table, .value = "word or mapping",
     .help = "what it takes for the VM to be ready, see [Order of "
             "starts](#order-of-starts). Default: started"},
    {"booter", SHAPE_BOOL, NATIVE, BOOL, .at = AT(struct vm, booter, bool), .otherwise = "no",
     .value = "yes, no", .help = "yes: it may call the booter (create and destroy dormant VMs)"},
    {"components", SHAPE_LIST, NETBSD, "a list of components like [vfs, ffs]",
     .at = AT(struct vm, components, struct strings), .value = "list",
     .help = "components beside the base, see [Archives and "
             "components](#archives-and-components). Default: none"},
    {"client", SHAPE_TEXT_OR_LIST, NETBSD, "C sources, objects or archives like [main.c]",
     .at = AT(struct vm, client, struct strings), .value = "list or path",
     .help = "C sources (`.c`), objects (`.o`) and archives (`.a`) with a `main()` that calls "
             "NetBSD through the headers and functions of `lib/posix`, or as `rump_sys_*`. The VM "
             "ends with its client. Without one, it serves until the system ends"},
    {"params", SHAPE_MAP_OR_LIST, NETBSD, "names with texts like {RUMP_VERBOSE: 1}",
     .at = AT(struct vm, params, struct strings), .value = "mapping or list of `NAME=VALUE`",
     .help = "parameters of the rump kernel: `RUMP_VERBOSE`, ..."},
    {"hostname", SHAPE_TEXT, NETBSD, "a name", .at = AT(struct vm, hostname, char *),
     .value = "name", .help = "the host name. Default: the VM's name"},
    {"disks", SHAPE_MAPPING, 0,
     "a mapping like {wd0: {image: fs.img}}, or {ubda: data} with a disk of the system",
     .value = "mapping",
     .help = "names for disks → disks of the system, see [Disks](#disks); for NetBSD also disks "
             "that the image carries, see [NetBSD VMs](#netbsd-vms)"},
    {"net", SHAPE_MAPPING, 0, "a mapping like {lan: 10.0.2.15/24}", .value = "mapping",
     .help = "switches where the VM has a port → its address, see [Networks](#networks)"},
    {"rng", SHAPE_BOOL, 0, BOOL, .at = AT(struct vm, rng, bool), .otherwise = "no",
     .value = "yes, no",
     .help =
         "yes: the VM mixes words of the machine's source of entropy (virtio-rng) with the CPU's "
         "own random numbers. One driver, `machine.rng`, serves all such VMs, and QEMU gets the "
         "device. While the driver is down, VMs go on with the CPU's numbers. If the CPU has no "
         "generator of random numbers and its timing does not vary, as in some emulators, a Linux "
         "or NetBSD "
         "VM without `rng` says at its start that there is no source, and Linux credits no "
         "entropy. On a machine without the device, VMs with `rng` do the same, and the system's "
         "status is not 0. Native: `cos_channel_find()` gives the slot of a gate "
         "(`interface/rng.h`)"},
    {"strict", SHAPE_BOOL, 0, BOOL, .at = AT(struct vm, strict, bool), .value = "yes, no",
     .help = "yes: the use of a capability that the VM does not have is a fault that ends it, not "
             "an error. Default: native no, others yes"},
    {"spare", SHAPE_BOOL, 0, BOOL, .at = AT(struct vm, spare, bool), .value = "yes, no",
     .help = "yes: the image has a second copy of the VM's program and files, see "
             "[Memory that loses bits](#memory-that-loses-bits). Default: the system's"},
    {"restart", SHAPE_TEXT_OR_MAPPING, 0, RESTART_VALUES,
     .at = AT(struct vm, restart, struct restart), .inner = &restart_table,
     .value = "word or mapping",
     .help = "whether the VM starts again after its end, see [Starting "
             "again](#starting-again). Default: never"},
    {"watchdog", SHAPE_TEXT, 0, WATCHDOG_VALUES, .at = AT(struct vm, watchdog, char *),
     .value = "time",
     .help =
         "`100ms` to `24h`: if the VM gives no sign of life for that time, it is hung and ends, "
         "see [A VM that hangs](#a-vm-that-hangs). Default: none"},
};
const struct table vm_table = {"", vm_keys, COUNT(vm_keys)};

static const struct key cpu_keys[] = {
    {"priority", SHAPE_COUNT, 0, "a number from 1 to 250", .at = AT(struct cpu, urgency, uint32_t),
     .least = 1, .most = VM_PRIORITY_MAX, .value = "number",
     .help = "a higher number is a higher priority; VMs of equal priority share the CPU. Default: "
             "100; 150 with a `budget`; 200 for a VM that drives the device of a switch or disk"},
    {"budget", SHAPE_TEXT, 0, BUDGET_VALUES, .at = AT(struct cpu, budget, char *),
     .value = "share or time",
     .help = "the time that the VM may run in each `period`: `30%` or `3ms`, from `100us`. It then "
             "waits for the next period. Only VMs of lower priority may do without a budget. "
             "`evm check` refuses budgets that cannot all be kept, see "
             "[scheduling.md](scheduling.md). Default: none, the VM gets what is left; for a VM "
             "that drives a switch's uplink as for a switch, see [Networks](#networks)"},
    {"period", SHAPE_TEXT, 0, "a time like 10ms", .at = AT(struct cpu, period, char *),
     .value = "time", .help = "`1ms` to `1s`; needs `budget`. Default: 10ms"},
    {"weight", SHAPE_COUNT, 0, "a number from 1 to 10000", .at = AT(struct cpu, weight, uint32_t),
     .least = 1, .most = SCHED_WEIGHT_MOST, .otherwise = "100", .value = "number",
     .help =
         "VMs of equal priority without `budget` that compete for the CPU share it in the ratio "
         "of their weights"},
};
const struct table cpu_table = {"", cpu_keys, COUNT(cpu_keys)};

/* urgency.c chooses it */
#define DEFAULT_SERVICE                                                                     \
    "A VM that uses it and has a `budget` must have a lower priority, or it would not pay " \
    "for that work. Default: 240; above all VMs if one that uses it has 240 or more"

static const struct key disk_cpu_keys[] = {
    {"priority", SHAPE_COUNT, 0, "a number from 1 to 250", .at = AT(struct cpu, urgency, uint32_t),
     .least = 1, .most = VM_PRIORITY_MAX, .value = "number",
     .help = "priority of its driver and service: VMs of higher priority never wait for its "
             "work. " DEFAULT_SERVICE},
};
const struct table disk_cpu_table = {"", disk_cpu_keys, COUNT(disk_cpu_keys)};

static const struct key switch_cpu_keys[] = {
    {"priority", SHAPE_COUNT, 0, "a number from 1 to 250", .at = AT(struct cpu, urgency, uint32_t),
     .least = 1, .most = VM_PRIORITY_MAX, .value = "number",
     .help = "priority of the switch and the driver of its uplink: VMs of higher priority never "
             "wait for frames of others. " DEFAULT_SERVICE},
    {"budget", SHAPE_TEXT, 0, BUDGET_VALUES, .at = AT(struct cpu, budget, char *),
     .value = "share or time",
     .help = "the time for frames from the uplink in each `period`, in its driver and in the "
             "switch, like a VM's. More of them wait in the device, which drops them in the end. "
             "Needs an uplink with eVM's own driver. Default: none; if any VM has a budget, its "
             "part of a tenth of the CPU, which the uplinks share"},
    {"period", SHAPE_TEXT, 0, "a time like 10ms", .at = AT(struct cpu, period, char *),
     .value = "time", .help = "`1ms` to `1s`; needs `budget`. Default: 10ms"},
};
const struct table switch_cpu_table = {"", switch_cpu_keys, COUNT(switch_cpu_keys)};

static const struct key ready_keys[] = {
    {"when", SHAPE_TEXT, 0, "started, program or ended", .at = AT(struct ready, when, char *),
     .value = "word",
     .help = "`started`; `program`: the program says so; or `ended`: it has done its work, as it "
             "has ended by itself with status 0. `ready: program` is short for `ready: {when: "
             "program}`. Default: started"},
    {"file", SHAPE_TEXT, LINUX, "an absolute path like /run/db.sock",
     .at = AT(struct ready, file, char *), .value = "path",
     .help = "only for Linux. This file, socket or folder of the VM exists. Default: none"},
    {"port", SHAPE_COUNT, LINUX, "a number from 1 to 65535", .at = AT(struct ready, port, uint32_t),
     .least = 1, .most = UINT16_MAX, .value = "number",
     .help = "only for Linux, with the feature `net`, `eth` or `ipv6`. A program of the VM accepts "
             "connections at this TCP port of 127.0.0.1 or ::1. Default: none"},
};
const struct table ready_table = {"ready_", ready_keys, COUNT(ready_keys)};

static const struct key uses_keys[] = {
    {"files", SHAPE_TEXT, 0, "the name of a VM", .at = AT(struct vm, files, char *), .value = "VM",
     .help = "the VM whose system calls it uses for files"},
    {"sockets", SHAPE_TEXT, 0, "the name of a VM", .at = AT(struct vm, sockets, char *),
     .value = "VM", .help = "the VM whose system calls it uses for sockets"},
};
const struct table uses_table = {"", uses_keys, COUNT(uses_keys)};
