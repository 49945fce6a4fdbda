/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for native VMs. */
#include "rules.h"

#define B16 "b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, "
#define EIGHT_LINKS(name)                               \
    "  " name ": {guest: native, program: static.elf, " \
    "links: [b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K]}\n"
#define BAD_SCRUB(value) \
    "m.yaml:1:8: key 'scrub': '" value "' is wrong; expected a time like 60s, from 100ms to 24h\n"

const struct rule native_rules[] = {
    /* ---- Native VMs ---- */
    {"program missing", NATIVE,
     "m.yaml:4:5: vm 'app': key 'program' is missing; expected the path of an ELF file\n"},
    {"key of a Linux VM", NATIVE APP "    features: [net]\n",
     "m.yaml:6:5: vm 'app': key 'features': only for 'guest: linux'; remove it\n"},
    {"program: for another system", NATIVE "    program: kernel.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './kernel.elf' is a program for another system: it "
     "lacks the symbol evm_component of lib/cos; expected a static x86-64 ELF program for COS\n"},
    {"program: no such file", NATIVE "    program: gone.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './gone.elf' does not exist; expected a static x86-64 "
     "ELF program for COS\n"},
    {"program: no ELF", NATIVE "    program: note.txt\n",
     "m.yaml:5:14: vm 'app': key 'program': './note.txt' is not an ELF file; expected a static "
     "x86-64 ELF program for COS\n"},
    {"program: a folder", NATIVE "    program: .\n",
     "m.yaml:5:14: vm 'app': key 'program': './.' is a folder; expected a static x86-64 ELF "
     "program for COS\n"},
    {"program: dynamic", NATIVE "    program: needy.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './needy.elf' is dynamically linked; expected a static "
     "x86-64 ELF program for "
     "COS\n"},
    {"ports: no range", NATIVE APP "    ports: [0x3ff-0x3f8]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3ff-0x3f8' is wrong; expected a port or range within "
     "0-0xffff, like 0x3f8-0x3ff\n"},
    {"ports: too high", NATIVE APP "    ports: 0x10000\n",
     "m.yaml:6:12: vm 'app': key 'ports': '0x10000' is wrong; expected a port or range within "
     "0-0xffff, like 0x3f8-0x3ff\n"},
    {"ports: too many", NATIVE APP "    ports: [16, 17, 18, 19, 22, 23, 24, 25, 26]\n",
     "m.yaml:6:45: vm 'app': key 'ports': 9 entries; expected at most 8\n"},
    {"irqs", NATIVE APP "    irqs: [16]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '16' is wrong; expected an interrupt line from 0 to 15\n"},
    {"pci: no device", NATIVE APP "    pci: [1af4]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '1af4' is wrong; expected vendor:device like 1af4:1041, or "
     "1af4:1041:1 for the second such\n"},
    {"pci: bad index", NATIVE APP "    pci: [\"1af4:1041:x\"]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '1af4:1041:x' is wrong; expected vendor:device like "
     "1af4:1041, or 1af4:1041:1 for the second such\n"},
    {"pci: taken",
     NATIVE APP "    pci: [\"1af4:1041\", \"1af4:1041:1\"]\n"
                "  b: {guest: native, program: static.elf, pci: [\"1AF4:1041:1\"]}\n",
     "m.yaml:7:49: vm 'b': key 'pci': '1AF4:1041:1' is wrong; expected a device that no VM has "
     "been given yet\n"},
    {"pci: too many",
     NATIVE APP "    pci: [\"1af4:1041\", \"1af4:1041:1\", \"1af4:1041:2\", \"1af4:1042\", "
                "\"1af4:1044\"]\n",
     "m.yaml:6:67: vm 'app': key 'pci': 5 entries; expected at most 4\n"},
    {"dma", "dma: trusted\n" NATIVE APP "    pci: \"1af4:1000\"\n", ""},
    {"dma: of a VM", NATIVE APP "    pci: \"1af4:1000\"\n    dma: trusted\n", ""},
    {"dma: an IOMMU",
     "dma: iommu\n" NATIVE APP "    pci: [\"1af4:1041\", \"1af4:0fff\", \"1af4:1040\"]\n", ""},
    {"dma: unknown", "dma: no\n" NATIVE APP "    pci: \"1af4:1041\"\n",
     "m.yaml:1:6: key 'dma': 'no' is unknown; expected iommu or trusted\n"},
    {"dma: unknown of a VM", NATIVE APP "    pci: \"1af4:1041\"\n    dma: trust\n",
     "m.yaml:7:10: vm 'app': key 'dma': 'trust' is unknown; expected iommu or trusted\n"},
    {"dma: a list", NATIVE APP "    pci: \"1af4:1041\"\n    dma: [trusted]\n",
     "m.yaml:7:10: vm 'app': key 'dma': expected iommu or trusted, found a list\n"},
    {"dma: no device", NATIVE APP "    dma: trusted\n",
     "m.yaml:6:10: vm 'app': key 'dma': it has no PCI devices; expected this key beside 'pci' "
     "only\n"},
    {"dma: of a Linux VM", LINUX RUN "    dma: trusted\n",
     "m.yaml:7:5: vm 'web': key 'dma': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"dma: a transitional device", NATIVE APP "    pci: [\"1af4:103f\"]\n",
     "m.yaml:6:10: vm 'app': key 'pci': 1af4:103f is a transitional virtio device, which accesses "
     "memory behind an IOMMU's back; expected one of virtio 1.x, like 1af4:1041, or 'dma: "
     "trusted'\n"},
    {"dma: a transitional device of a VM that is not trusted",
     "dma: trusted\n" NATIVE APP "    pci: [\"1af4:1000\"]\n    dma: iommu\n",
     "m.yaml:7:10: vm 'app': key 'pci': 1af4:1000 is a transitional virtio device, which accesses "
     "memory behind an IOMMU's back; expected one of virtio 1.x, like 1af4:1041, or 'dma: "
     "trusted'\n"},
    {"links: no size", NATIVE APP "    links: [b]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': 'b' is wrong; expected NAME+SIZE with a multiple of 4K "
     "up to 2M\n"},
    {"links: too large",
     NATIVE APP "    links: [b+4M]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': 'b+4M' is wrong; expected NAME+SIZE with a multiple of "
     "4K up to 2M\n"},
    {"links: no VM", NATIVE APP "    links: [c+4K]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': no VM 'c'; expected the name of another native VM\n"},
    {"links: too many to one",
     NATIVE APP "    links: [b+4K, b+4K, b+4K, b+4K, b+4K]\n" EIGHT_LINKS("c") EIGHT_LINKS("d")
         EIGHT_LINKS("e") EIGHT_LINKS("f") EIGHT_LINKS("g") EIGHT_LINKS("h") EIGHT_LINKS("i")
             EIGHT_LINKS("j") "  b: {guest: native, program: "
                              "static.elf}\n",
     "m.yaml:14:69: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and "
     "signals\n"
     "m.yaml:14:75: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and "
     "signals\n"
     "m.yaml:14:81: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and "
     "signals\n"
     "m.yaml:14:87: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and "
     "signals\n"
     "m.yaml:14:93: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and "
     "signals\n"},
    {"links: too many signals",
     NATIVE APP "    links: [b+4K, b+4K, b+4K]\n"
                "    signals: [" B16 B16 B16 "b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
                "  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:198: vm 'app': key 'signals': 'b' is wrong; expected at most 64 signals, those of "
     "links included\n"},
    {"ports: a DMA controller", NATIVE APP "    ports: [0x0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x0' is wrong; expected ports that a VM may have: "
     "0x0-0xf (a DMA controller, which accesses all memory) is the machine's; leave it out\n"},
    {"ports: the first interrupt controller", NATIVE APP "    ports: [0x21]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x21' is wrong; expected ports that a VM may have: "
     "0x20-0x21 (the first interrupt controller) is the kernel's; leave it out\n"},
    {"ports: the timer", NATIVE APP "    ports: [0x3f-0x40]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3f-0x40' is wrong; expected ports that a VM may have: "
     "0x40-0x43 (the timer) is the kernel's; leave it out\n"},
    {"ports: the timer's gate", NATIVE APP "    ports: [0x60-0x64]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x60-0x64' is wrong; expected ports that a VM may have: "
     "0x61 (the timer's gate) is the kernel's; leave it out\n"},
    {"ports: the clock", NATIVE APP "    ports: [0x71]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x71' is wrong; expected ports that a VM may have: "
     "0x70-0x77 (the clock and its memory) is the booter's; leave it out\n"},
    {"ports: pages of a DMA controller", NATIVE APP "    ports: [0x80-0x81]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x80-0x81' is wrong; expected ports that a VM may have: "
     "0x81-0x8f (pages of a DMA controller, which accesses all memory) is the machine's; leave it "
     "out\n"},
    {"ports: a way to reset", NATIVE APP "    ports: [0x92]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x92' is wrong; expected ports that a VM may have: 0x92 "
     "(a way to reset the machine) is the machine's; leave it out\n"},
    {"ports: the second interrupt controller", NATIVE APP "    ports: [0xa0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xa0' is wrong; expected ports that a VM may have: "
     "0xa0-0xa1 (the second interrupt controller) is the kernel's; leave it out\n"},
    {"ports: calls of the firmware", NATIVE APP "    ports: [0xb2]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xb2' is wrong; expected ports that a VM may have: "
     "0xb2-0xb3 (calls of the firmware) is the machine's; leave it out\n"},
    {"ports: the second DMA controller", NATIVE APP "    ports: [0xdf-0xe0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xdf-0xe0' is wrong; expected ports that a VM may have: "
     "0xc0-0xdf (a DMA controller, which accesses all memory) is the machine's; leave it out\n"},
    {"ports: the report of how the system ended", NATIVE APP "    ports: [0xe0-0xef]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xe0-0xef' is wrong; expected ports that a VM may have: "
     "0xe9 (the report of how the system ended) is the supervisor's; leave it out\n"},
    {"ports: the end of the system", NATIVE APP "    ports: [0xf4]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xf4' is wrong; expected ports that a VM may have: 0xf4 "
     "(the end of the system) is the supervisor's; leave it out\n"},
    {"ports: the serial line", NATIVE APP "    ports: [0x3f8-0x3ff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3f8-0x3ff' is wrong; expected ports that a VM may "
     "have: 0x3f8-0x3ff (the serial line) is the console's; leave it out\n"},
    {"ports: the last port of the serial line", NATIVE APP "    ports: [0x3ff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3ff' is wrong; expected ports that a VM may have: "
     "0x3f8-0x3ff (the serial line) is the console's; leave it out\n"},
    {"ports: high pages of a DMA controller", NATIVE APP "    ports: [0x480]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x480' is wrong; expected ports that a VM may have: "
     "0x480-0x48f (pages of a DMA controller, which accesses all memory) is the machine's; leave "
     "it out\n"},
    {"ports: kinds of lines", NATIVE APP "    ports: [0x4d1]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x4d1' is wrong; expected ports that a VM may have: "
     "0x4d0-0x4d1 (the trigger modes of interrupt lines) is the kernel's; leave it out\n"},
    {"ports: the emulator's configuration", NATIVE APP "    ports: [0x514]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x514' is wrong; expected ports that a VM may have: "
     "0x510-0x51b (the emulator's configuration, which accesses all memory) is the machine's; "
     "leave it out\n"},
    {"ports: power management", NATIVE APP "    ports: [0x604-0x605]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x604-0x605' is wrong; expected ports that a VM may "
     "have: 0x600-0x67f (power management) is the supervisor's; leave it out\n"},
    {"ports: PCI configuration", NATIVE APP "    ports: [0xcf8-0xcff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xcf8-0xcff' is wrong; expected ports that a VM may "
     "have: 0xcf8-0xcff (PCI configuration space and a way to reset the machine) is the system's; "
     "leave it out\n"},
    {"ports: the reset port", NATIVE APP "    ports: [0xcf9]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xcf9' is wrong; expected ports that a VM may have: "
     "0xcf8-0xcff (PCI configuration space and a way to reset the machine) is the system's; leave "
     "it out\n"},
    {"ports: all", NATIVE APP "    ports: [0-0xffff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0-0xffff' is wrong; expected ports that a VM may have: "
     "0x0-0xf (a DMA controller, which accesses all memory) is the machine's; leave it out\n"},
    {"ports: beside those of others",
     NATIVE APP
     "    ports: [0x10-0x1f, 0x22-0x3f, 0x44-0x60, 0x62-0x6f, 0x78-0x80, 0xf5-0x3f7, 0x400-0x47f, "
     "0xd00-0xffff]\n",
     ""},
    {"ports: of two VMs",
     NATIVE APP "    ports: [0x300-0x30f]\n"
                "  b: {guest: native, program: static.elf, ports: [0x2f8, 0x30f-0x310]}\n",
     "m.yaml:7:58: vm 'b': key 'ports': '0x30f-0x310' is wrong; expected ports that no other VM "
     "has: 0x300-0x30f is for 'app'; take it from one of them\n"},
    {"ports: of two VMs, side by side",
     NATIVE APP "    ports: [0x300-0x30f]\n"
                "  b: {guest: native, program: static.elf, ports: [0x310-0x31f]}\n",
     ""},
    {"irqs: the timer", NATIVE APP "    irqs: [0]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '0' is wrong; expected a line that a VM may have: 0 (the "
     "timer) is the kernel's; leave it out\n"},
    {"irqs: the second controller", NATIVE APP "    irqs: [1, 2]\n",
     "m.yaml:6:15: vm 'app': key 'irqs': '2' is wrong; expected a line that a VM may have: 2 (the "
     "second interrupt controller) is the kernel's; leave it out\n"},
    {"irqs: the serial line", NATIVE APP "    irqs: [4]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '4' is wrong; expected a line that a VM may have: 4 (the "
     "serial line) is the console's; leave it out\n"},
    {"irqs: the clock", NATIVE APP "    irqs: [8]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '8' is wrong; expected a line that a VM may have: 8 (the "
     "clock) is the machine's; leave it out\n"},
    {"irqs: twice", NATIVE APP "    irqs: [5, 5]\n",
     "m.yaml:6:15: vm 'app': key 'irqs': '5' is wrong; expected a line that it does not have yet: "
     "5 is given before; remove one\n"},
    {"ports: twice", NATIVE APP "    ports: [0x300-0x30f, 0x308]\n",
     "m.yaml:6:26: vm 'app': key 'ports': '0x308' is wrong; expected ports that it does not have "
     "yet: 0x300-0x30f is given before; remove one\n"},
    {"mmio: overlapping", NATIVE APP "    mmio: [0xfed00000+8K, 0xfed01000+4K]\n",
     "m.yaml:6:27: vm 'app': key 'mmio': '0xfed01000+4K' is wrong; expected memory that it does "
     "not have yet: 0xfed00000-0xfed01fff is given before; remove one\n"},
    {"mmio: low RAM", NATIVE APP "    mmio: [0x9f000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0x9f000+8K' is wrong; expected memory of a device: "
     "0x0-0x9ffff is RAM\n"},
    {"mmio: RAM", "memory: 64M\n" NATIVE APP "    mmio: [0x3fff000+8K]\n",
     "m.yaml:7:12: vm 'app': key 'mmio': '0x3fff000+8K' is wrong; expected memory of a device: "
     "0x100000-0x3ffffff is RAM\n"},
    {"mmio: the memory that the system needs", NATIVE APP "    mmio: 0x100000+4K\n    memory: 7M\n",
     "m.yaml:6:11: vm 'app': key 'mmio': '0x100000+4K' is wrong; expected memory of a device: "
     "0x100000-0x800fff is RAM\n"},
    {"mmio: RAM above devices",
     "memory: 4G\n" NATIVE APP "    mmio: [0x100000000+4K, 0x120000000+4K]\n",
     "m.yaml:7:12: vm 'app': key 'mmio': '0x100000000+4K' is wrong; expected memory of a device: "
     "0x100000000-0x11fffffff is RAM\n"},
    {"mmio: video memory", NATIVE APP "    mmio: [0xa0000+128K]\n", ""},
    {"irqs: of two VMs",
     NATIVE APP "    irqs: [5]\n  b: {guest: native, program: static.elf, irqs: [6, 5]}\n",
     "m.yaml:7:53: vm 'b': key 'irqs': '5' is wrong; expected a line that no other VM has: 5 is "
     "for 'app'; take it from one of them\n"},
    {"mmio: I/O interrupt controllers", NATIVE APP "    mmio: [0xfec00000+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfec00000+4K' is wrong; expected memory that a VM may "
     "have: 0xfec00000-0xfecfffff (I/O interrupt controllers) is the kernel's; leave it out\n"},
    {"mmio: the CPU's interrupt controller", NATIVE APP "    mmio: [0xfed20000+4M]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed20000+4M' is wrong; expected memory that a VM may "
     "have: 0xfee00000-0xfeefffff (the CPU's interrupt controller) is the kernel's; leave it "
     "out\n"},
    {"mmio: the chipset", NATIVE APP "    mmio: [0xfed1f000+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed1f000+4K' is wrong; expected memory that a VM may "
     "have: 0xfed1c000-0xfed1ffff (the chipset's configuration) is the machine's; leave it out\n"},
    {"mmio: the firmware", NATIVE APP "    mmio: [0xfffff000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfffff000+8K' is wrong; expected memory that a VM may "
     "have: 0xff000000-0xffffffff (the firmware) is the machine's; leave it out\n"},
    {"mmio: of two VMs",
     NATIVE APP "    mmio: [0xfed00000+8K]\n"
                "  b: {guest: native, program: static.elf, mmio: 0xfed01000+4K}\n",
     "m.yaml:7:49: vm 'b': key 'mmio': '0xfed01000+4K' is wrong; expected memory that no other VM "
     "has: 0xfed00000-0xfed01fff is for 'app'; take it from one of them\n"},
    {"mmio: of two VMs, side by side",
     NATIVE APP "    mmio: [0xfed00000+4K, 0xfec0000000+4K]\n"
                "  b: {guest: native, program: static.elf, mmio: 0xfed01000+4K}\n",
     ""},
    {"mmio: the last page", NATIVE APP "    mmio: [0xfffffff000+4K]\n", ""},
    {"mmio: beyond", NATIVE APP "    mmio: [0xfffffff000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfffffff000+8K' is wrong; expected memory below 1 TiB "
     "(0x10000000000)\n"},
    {"pci: the chipset", NATIVE APP "    pci: [\"8086:2918\"]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '8086:2918' is wrong; expected a device that a VM may "
     "have: 8086:2918 (the chipset) is the machine's; leave it out\n"},
    {"mitigations", "mitigations: required\n" NATIVE APP, ""},
    {"mitigations: off", "mitigations: off\n" NATIVE APP, ""},
    {"mitigations: unknown", "mitigations: some\n" NATIVE APP,
     "m.yaml:1:14: key 'mitigations': 'some' is unknown; expected auto, off or required\n"},
    {"mitigations: a list", "mitigations: [off]\n" NATIVE APP,
     "m.yaml:1:14: key 'mitigations': expected auto, off or required, found a list\n"},
    {"spare", "spare: on\n" NATIVE APP "    spare: no\n", ""},
    {"spare: no flag", "spare: two\n" NATIVE APP "    spare: 7\n",
     "m.yaml:1:8: key 'spare': expected yes or no, found 'two'\n"
     "m.yaml:7:12: vm 'app': key 'spare': expected yes or no, found '7'\n"},
    {"scrub", "scrub: 100ms\n" NATIVE APP, ""},
    {"scrub: at most", "scrub: 24h\n" NATIVE APP, ""},
    {"scrub: short", "scrub: 99ms\n" NATIVE APP, BAD_SCRUB("99ms")},
    {"scrub: long", "scrub: 25h\n" NATIVE APP, BAD_SCRUB("25h")},
    {"scrub: no time", "scrub: yes\n" NATIVE APP, BAD_SCRUB("yes")},
    {"scrub: a list", "scrub: [60s]\n" NATIVE APP,
     "m.yaml:1:8: key 'scrub': expected a time like 60s, found a list\n"},
    {"mmio: no size", NATIVE APP "    mmio: [0xfed00000]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed00000' is wrong; expected address+size in whole "
     "pages, like 0xfed00000+4K\n"},
    {"mmio: no pages", NATIVE APP "    mmio: [0xfed00010+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed00010+4K' is wrong; expected address+size in whole "
     "pages, like 0xfed00000+4K\n"},
    {"calls: unknown",
     NATIVE APP "    calls: [stor]\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'calls': no VM 'stor'; did you mean 'store'?\n"},
    {"calls: near none", NATIVE APP "    calls: [x]\n",
     "m.yaml:6:13: vm 'app': key 'calls': no VM 'x'; expected the name of another native VM\n"},
    {"calls: a NetBSD VM",
     "system: s\nvms:\n  rk: {guest: netbsd}\n"
     "  app: {guest: native, program: static.elf, calls: [rk]}\n",
     "m.yaml:4:53: vm 'app': key 'calls': 'rk' is wrong; expected a native VM; one with a NetBSD "
     "guest is named by 'uses'\n"},
    {"signals: a NetBSD VM",
     "system: s\nvms:\n  rk: {guest: netbsd}\n"
     "  app: {guest: native, program: static.elf, signals: [rk]}\n",
     "m.yaml:4:55: vm 'app': key 'signals': 'rk' is wrong; expected a native VM\n"},
    {"calls: itself", NATIVE APP "    calls: [app]\n",
     "m.yaml:6:13: vm 'app': key 'calls': 'app' is wrong; expected another VM than itself\n"},
    {"calls: a Linux VM", LINUX RUN "  app: {guest: native, program: static.elf, calls: [web]}\n",
     "m.yaml:7:53: vm 'app': key 'calls': 'web' is wrong; expected a native VM; one with a Linux "
     "guest has no gates\n"},
    {"calls: no such entry",
     NATIVE APP "    calls: [b, \"b:2\"]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:16: vm 'app': key 'calls': 'b' has no entry 2; define the function evm_gate_2 in "
     "its program\n"},
    {"calls: no entry at all",
     NATIVE APP "    calls: b\n  b: {guest: native, program: plain.elf}\n",
     "m.yaml:6:12: vm 'app': key 'calls': 'b' has no entry 0; define the function evm_gate_0 in "
     "its program\n"},
    {"uses: no entry",
     NATIVE APP "    uses: {files: b, sockets: c}\n"
                "  b: {guest: native, program: plain.elf}\n"
                "  c: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': 'b' has no entry 0; define the function evm_gate_0 in "
     "its program\n"},
    {"calls: bad gate",
     NATIVE APP "    calls: [\"b:4\"]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'calls': 'b:4' is wrong; expected NAME or NAME:GATE with a gate "
     "from 0 to 3\n"},
    {"signals: unknown",
     NATIVE APP "    signals: stor\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:14: vm 'app': key 'signals': no VM 'stor'; did you mean 'store'?\n"},
    {"signals: itself", NATIVE APP "    signals: [app]\n",
     "m.yaml:6:15: vm 'app': key 'signals': 'app' is wrong; expected another VM than itself\n"},
    {"calls: too many",
     NATIVE APP "    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
                "  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:61: vm 'app': key 'calls': 17 "
     "entries; expected at most 16\n"},

    /* ---- Uses of a native VM ---- */
    {"uses: a text", NATIVE APP "    uses: store\n",
     "m.yaml:6:11: vm 'app': key 'uses': expected a mapping like {files: store, sockets: net}, "
     "found 'store'\n"},
    {"uses: unknown kind",
     NATIVE APP "    uses: {file: b}\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:12: vm 'app': key 'file': unknown; did you mean 'files'?\n"},
    {"uses: a list",
     NATIVE APP "    uses: {files: [b]}\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': expected the name of a VM, found a list\n"},
    {"uses: unknown VM",
     NATIVE APP "    uses: {files: stor}\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': no VM 'stor'; did you mean 'store'?\n"},
    {"uses: near none", NATIVE APP "    uses: {sockets: x}\n",
     "m.yaml:6:21: vm 'app': key 'sockets': no VM 'x'; expected the name of a VM that serves "
     "sockets\n"},
    {"uses: itself", NATIVE APP "    uses: {files: app}\n",
     "m.yaml:6:19: vm 'app': key 'files': 'app' is wrong; expected another VM than itself\n"},
    {"uses: a Linux VM",
     LINUX RUN "  app: {guest: native, program: static.elf, uses: {files: web}}\n",
     "m.yaml:7:59: vm 'app': key 'files': 'web' is wrong; expected a VM with a NetBSD guest\n"},
    {"uses: in a Linux VM", LINUX RUN "    uses: {files: web}\n",
     "m.yaml:7:5: vm 'web': key 'uses': only for 'guest: native'; remove it\n"},
    {"link: no size",
     NATIVE APP "    uses: {files: b}\n    link: big\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 'big' is not a size; expected a number with K, M or G, "
     "like 24M\n"},
    {"link: no pages",
     NATIVE APP "    uses: {files: b}\n    link: 100\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 100 is not a number of pages; expected a multiple of 4K "
     "above 0\n"},
    {"link: too large",
     NATIVE APP "    uses: {files: b}\n    link: 4M\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 4M is too large; expected at most 2M\n"},
    {"watchdog", NATIVE APP "    watchdog: 5s\n", ""},
    {"watchdog: the longest", NATIVE APP "    watchdog: 24h\n", ""},
    {"watchdog: too short", NATIVE APP "    watchdog: 99ms\n",
     "m.yaml:6:15: vm 'app': key 'watchdog': '99ms' is wrong; expected a time like 5s, from 100ms "
     "to 24h\n"},
    {"watchdog: too long", NATIVE APP "    watchdog: 25h\n",
     "m.yaml:6:15: vm 'app': key 'watchdog': '25h' is wrong; expected a time like 5s, from 100ms "
     "to 24h\n"},
    {"watchdog: no time", NATIVE APP "    watchdog: yes\n",
     "m.yaml:6:15: vm 'app': key 'watchdog': 'yes' is wrong; expected a time like 5s, from 100ms "
     "to 24h\n"},
    {"watchdog: a list", NATIVE APP "    watchdog: [5s]\n",
     "m.yaml:6:15: vm 'app': key 'watchdog': expected a time like 5s, found a list\n"},
    {"watchdog of a VM with a budget",
     NATIVE APP "    cpu: {budget: 30%, period: 100ms}\n    watchdog: 400ms\n", ""},
    {"watchdog: shorter than the periods",
     NATIVE APP "    cpu: {budget: 30%, period: 100ms}\n    watchdog: 399ms\n",
     "m.yaml:7:15: vm 'app': key 'watchdog': 399ms is too short for a VM with a budget, which may "
     "have to wait for its next period; expected at least 4 periods: 400ms\n"},
    {"link: with no VM", NATIVE APP "    link: 4K\n",
     "m.yaml:6:11: vm 'app': key 'link': there is no VM to share it with; add 'uses', or remove "
     "it\n"},
    {"uses",
     NATIVE APP "    uses: {files: b, sockets: c}\n    link: 2M\n"
                "  b: {guest: native, program: static.elf}\n"
                "  c: {guest: native, program: static.elf}\n",
     ""},
};
const unsigned native_rule_count = sizeof(native_rules) / sizeof(native_rules[0]);
