/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for disks that VMs share, and for VMs that are drivers. fs.img is a disk image of one
 * sector; new.img does not exist; parts.img has three partitions, the last of which overlaps the
 * other two. */
#include "rules.h"

#define USES              "    disks: {vda: data}\n"
#define USES_PART(number) "    disks: {vda: {disk: data, partition: " number "}}\n"
#define FIXED             "    net: {lan: 10.0.2.15/24}\n"
#define OTHER(name, address) \
    "  " name ": {guest: native, program: static.elf, net: {lan: " address "}}\n"
#define DRIVER(name, keys) "  " name ": {guest: netbsd, " keys "}\n"

const struct rule disk_rules[] = {
    /* ---- Disks ---- */
    {"disks of the system: a list", "disks: [data]\n" NATIVE APP,
     "m.yaml:1:8: key 'disks': expected a mapping like {data: {image: data.img, size: 16M}}, found "
     "a list\n"},
    {"a disk: a text", "disks: {data: data.img}\n" NATIVE APP,
     "m.yaml:1:15: disk 'data': expected a mapping like {image: data.img, size: 16M}, found "
     "'data.img'\n"},
    {"a disk: twice", "disks: {data: {image: fs.img}, data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:32: key 'disks': disk 'data' is given twice; remove one\n"},
    {"a disk: a list for a name",
     "disks: {[a]: {image: fs.img}, data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:9: key 'disks': the name of a disk is a list; expected a word\n"},
    {"a disk: no image", "disks: {data: {size: 4M}}\n" NATIVE APP,
     "m.yaml:1:15: disk 'data': key 'image' is missing; expected the path of a disk image\n"},
    {"a disk: unknown key", "disks: {data: {image: fs.img, sise: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:31: disk 'data': key 'sise': unknown; did you mean 'size'?\n"},
    {"a disk: key with a wrong shape",
     "disks: {data: {image: fs.img, readonly: perhaps}}\n" NATIVE APP USES,
     "m.yaml:1:41: disk 'data': key 'readonly': expected yes or no, found 'perhaps'\n"},
    {"a disk: bad name",
     "disks: {my data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: my data}\n",
     "m.yaml:1:9: disk 'my data': bad name; expected at most 24 letters, digits, '-' or '_', a "
     "letter or digit first\n"},
    {"a disk: long name",
     "disks: {a234567890123456789012345: {image: fs.img}}\n" NATIVE APP
     "    disks: {vda: a234567890123456789012345}\n",
     "m.yaml:1:9: disk 'a234567890123456789012345': bad name; expected at most 24 letters, digits, "
     "'-' or '_', a letter or digit first\n"},
    {"a used disk: a name that a native program cannot look up",
     "disks: {data: {image: fs.img}}\n" NATIVE APP
     "    disks: {a2345678901234567890123456789012: data}\n",
     "m.yaml:7:13: vm 'app': disk 'a2345678901234567890123456789012': bad name; expected at most "
     "31 "
     "letters, digits, '-' or '_', a letter or digit first\n"},
    {"a disk: no size", "disks: {data: {image: new.img, size: much}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'size': 'much' is not a size; expected a number with K, M or "
     "G, like 24M\n"},
    {"a disk: no whole pages", "disks: {data: {image: new.img, size: 1000}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'size': 1000 is not a number of pages; expected a multiple of "
     "4K above 0\n"},
    {"a disk: neither image nor size", "disks: {data: {image: new.img}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './new.img' does not exist; expected that, or 'size', "
     "of which one is made\n"},
    {"a disk: read-only without an image",
     "disks: {data: {image: new.img, size: 4M, readonly: yes}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './new.img' does not exist; expected an image that "
     "does, since the disk is read-only\n"},
    {"a disk: another size", "disks: {data: {image: fs.img, size: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './fs.img' has another size, and is never changed; "
     "expected what 'size' says\n"},
    {"a disk: a folder", "disks: {data: {image: tree}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './tree' is not a file; expected the image of a "
     "disk\n"},
    {"a disk: a pipe", "disks: {data: {image: pipe}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:1:23: disk 'data': key 'image': './pipe' is not a file; expected the image of a disk\n"
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './pipe': is a pipe or a device, "
     "not a file\n"},
    {"a disk: below a file", "disks: {data: {image: fs.img/new.img, size: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './fs.img/new.img' cannot be reached; expected the "
     "path of a disk image\n"},
    {"a disk: no whole sectors", "disks: {data: {image: odd.img}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './odd.img' is not a number of sectors of 512 bytes "
     "above 0; expected the image of a disk\n"},
    {"a disk: unknown file system",
     "disks: {data: {image: new.img, size: 4M, fs: ntfs}}\n" NATIVE APP USES,
     "m.yaml:1:46: disk 'data': key 'fs': 'ntfs' is unknown; expected ext4\n"},
    {"a disk: file system of nothing", "disks: {data: {image: fs.img, fs: ext4}}\n" NATIVE APP USES,
     "m.yaml:1:35: disk 'data': key 'fs': no image can be made with it; add 'size', or remove "
     "it\n"},
    {"a disk: files without a file system",
     "disks: {data: {image: fs.img, files: tree}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'files': a new image has no file system for them; add 'fs: "
     "ext4', or remove it\n"},
    {"a disk: files that are no folder",
     "disks: {data: {image: new.img, size: 4M, fs: ext4, files: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:59: disk 'data': key 'files': './fs.img' is no folder; expected one, whose contents "
     "a new image gets\n"},
    {"a disk: files that are not there",
     "disks: {data: {image: new.img, size: 4M, fs: ext4, files: gone}}\n" NATIVE APP USES,
     "m.yaml:1:59: disk 'data': key 'files': './gone' is no folder; expected one, whose contents a "
     "new image gets\n"},
    {"two disks of one image",
     "disks: {data: {image: fs.img}, more: {image: fs.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'fs.img' is wrong; expected a file that no other disk "
     "has, 'data' has it\n"},
    {"two disks of one image by two paths",
     "disks: {data: {image: fs.img}, more: {image: tree/../fs.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'tree/../fs.img' is wrong; expected a file that no "
     "other disk has, 'data' has it\n"},
    {"two disks of one image by a link",
     "disks: {data: {image: fs.img}, more: {image: link.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'link.img' is wrong; expected a file that no other "
     "disk has, 'data' has it\n"},
    {"two disks of one new image",
     "disks: {data: {image: new.img, size: 4M}, more: {image: ./new.img, size: 4M}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:57: disk 'more': key 'image': './new.img' is wrong; expected a file that no other "
     "disk has, 'data' has it\n"},
    {"a disk: no image, and used", "disks: {data: {size: 4M}}\n" NATIVE APP USES,
     "m.yaml:1:15: disk 'data': key 'image' is missing; expected the path of a disk image\n"},
    {"disks of the system: misspelt, and used", "diks: {data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:1: key 'diks': unknown; did you mean 'disks'?\n"},
    {"a disk without users", "disks: {data: {image: fs.img}}\n" NATIVE APP,
     "m.yaml:1:9: disk 'data': no VM uses it; add 'disks: {NAME: data}' to one, or remove it\n"},
    {"a VM's disk: unknown",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: date, vdb: "
     "data}\n",
     "m.yaml:7:18: vm 'app': disk 'vda': no disk 'date'; did you mean 'data'?\n"},
    {"a VM's disk: near none", NATIVE APP USES,
     "m.yaml:6:18: vm 'app': disk 'vda': no disk 'data'; expected one of the system's key "
     "'disks'\n"},
    {"a VM's disk: a mapping", NATIVE APP "    disks: {vda: {image: fs.img}}\n",
     "m.yaml:6:19: vm 'app': disk 'vda': key 'image': unknown; expected one of: disk, partition, "
     "mode\n"},
    {"a VM's disk: a list", NATIVE APP "    disks: {vda: [data]}\n",
     "m.yaml:6:18: vm 'app': disk 'vda': expected the name of one of the system's disks, or a "
     "mapping like {disk: data}, found a list\n"},
    {"a VM's disk: which", NATIVE APP "    disks: {vda: {mode: ro}}\n",
     "m.yaml:6:18: vm 'app': disk 'vda': key 'disk' is missing; expected the name of one of the "
     "system's disks\n"},
    {"a VM's disks: twice",
     "disks: {data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: data, vda: data}\n",
     "m.yaml:7:24: vm 'app': key 'disks': disk 'vda' is given twice; remove one\n"},
    {"one disk under two names",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: data, vdb: "
     "data}\n",
     "m.yaml:7:29: vm 'app': disk 'vdb': 'data' is wrong; expected a disk that this VM has only "
     "once\n"},
    {"one disk for two VMs",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "  b: {guest: native, program: static.elf, disks: {vda: data}}\n",
     "m.yaml:8:56: vm 'b': disk 'vda': 'data' is wrong; expected what no other VM writes: another "
     "partition, or 'mode: ro'\n"},
    {"one disk for two VMs, one of which reads",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "  b: {guest: native, program: static.elf, disks: {vda: {disk: data, mode: ro}}}\n",
     ""},
    {"partitions",
     "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART(
         "1") "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 2}, y: "
              "{disk: "
              "data, mode: ro}}}\n"
              "  c: {guest: native, program: static.elf, disks: {z: {disk: data, partition: 3, "
              "mode: "
              "ro}}}\n",
     ""},
    {"partition: no number", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("first"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 'first' is wrong; expected a number from "
     "1 to 128\n"},
    {"partition: 0", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("0"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': '0' is wrong; expected a number from 1 "
     "to 128\n"},
    {"partition: too high", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("129"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': '129' is wrong; expected a number from 1 "
     "to 128\n"},
    {"partition: a list", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("[1]"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': expected a number from 1 to 128, found a "
     "list\n"},
    {"partition: not there", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("4"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 4 of './parts.img': there is no such "
     "partition\n"},
    {"partition: no table", "disks: {data: {image: fs.img}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './fs.img': the disk has no "
     "partition table\n"},
    {"partition: no image", "disks: {data: {image: new.img, size: 4M}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './new.img': the image does not "
     "exist; expected one with a partition table\n"},
    {"partition: two writers",
     "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART(
         "1") "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 1}}}\n",
     "m.yaml:8:61: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another "
     "partition, or 'mode: ro'\n"},
    {"partition: a writer of the whole",
     "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART(
         "1") "  b: {guest: native, program: static.elf, disks: {x: data}}\n",
     "m.yaml:8:54: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another "
     "partition, or 'mode: ro'\n"},
    {"partition: overlapping writers",
     "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART(
         "1") "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 3}}}\n",
     "m.yaml:8:61: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another "
     "partition, or 'mode: ro'\n"},
    {"partition: under two names",
     "disks: {data: {image: parts.img, readonly: yes}}\n" NATIVE APP
     "    disks: {a: {disk: data, partition: 1}, b: {disk: data, partition: 1, mode: ro}}\n",
     "m.yaml:7:54: vm 'app': disk 'b': 'data' is wrong; expected a partition that this VM has only "
     "once\n"},
    {"mode: unknown",
     "disks: {data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: {disk: data, "
     "mode: wr}}\n",
     "m.yaml:7:37: vm 'app': disk 'vda': key 'mode': 'wr' is wrong; expected ro or rw\n"},
    {"mode: of a read-only disk",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: {disk: data, "
     "mode: rw}}\n",
     "m.yaml:7:37: vm 'app': disk 'vda': key 'mode': 'rw' is wrong; expected ro, since the disk is "
     "read-only\n"},
    {"device of a disk",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES "    pci: [\"1af4:1042\"]\n",
     "m.yaml:8:11: vm 'app': key 'pci': '1af4:1042' is wrong; expected a device that is not for "
     "'disks', 'switches', 'rng' or 'watchdog'\n"},
    {"disks of a VM without a guest", "system: s\nvms:\n  app: {guset: native, disks: {vda: x}}\n",
     "m.yaml:3:9: vm 'app': key 'guset': unknown; did you mean 'guest'?\n"},
    {"too many links",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "    links: [b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K]\n"
     "  b: {guest: native, program: static.elf}\n",
     "m.yaml:4:3: vm 'app': 9 links; expected at most 8: 'links', 'net', 'disks' and 'uses' make "
     "them\n"},

    {"a disk: restart", "disks: {data: {image: fs.img, restart: {when: often}}}\n" NATIVE APP USES,
     "m.yaml:1:47: disk 'data': key 'when': 'often' is wrong; expected always, failure or never\n"},
    {"a disk: unknown key of restart",
     "disks: {data: {image: fs.img, restart: {pause: 1s}}}\n" NATIVE APP USES,
     "m.yaml:1:41: disk 'data': key 'pause': unknown; expected one of: when, backoff, max\n"},
    {"a switch: restart",
     "switches: {lan: {uplink: nic0, restart: {max: often}}}\n" NATIVE APP FIXED,
     "m.yaml:1:47: switch 'lan': key 'max': 'often' is wrong; expected 1 to 10000 restarts in a "
     "second, minute or hour, like 10/min\n"},

    /* ---- Drivers that are VMs ---- */
    {"driver of a disk: unknown",
     "disks: {data: {image: fs.img, driver: rj}}\n" NATIVE APP USES DRIVER("rk",
                                                                           "pci: x, components: "
                                                                           "[pci]"),
     "m.yaml:1:39: disk 'data': key 'driver': no VM 'rj'; did you mean 'rk'?\n"
     "m.yaml:8:28: vm 'rk': key 'pci': 'x' is wrong; expected vendor:device like 1af4:1041, or "
     "1af4:1041:1 for the second such\n"},
    {"driver of a disk: near none",
     "disks: {data: {image: fs.img, driver: disk}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': no VM 'disk'; expected the name of a VM with a "
     "NetBSD guest and a PCI device\n"},
    {"driver of a disk: a list", "disks: {data: {image: fs.img, driver: [rk]}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': expected the name of a VM, found a list\n"},
    {"driver of a disk: another guest",
     "disks: {data: {image: fs.img, driver: app}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': 'app' is wrong; expected a VM with a NetBSD guest "
     "and a PCI device\n"},
    {"driver of a disk: no device",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER("rk",
                                                                           "components: [vfs]"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM with a device of its "
     "own (key 'pci')\n"},
    {"driver of a disk: dormant",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER(
         "rk", "pci: \"1af4:1043\", components: [vfs, pci], dormant: yes"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM that is started with "
     "the system, without 'dormant'\n"},
    {"driver of a disk: with a client",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER(
         "rk", "pci: \"1af4:1001\", dma: trusted, components: [vfs, pci], client: fs.img"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM without a client of its "
     "own: it runs what lends the device\n"
     "m.yaml:8:87: vm 'rk': key 'client': 'fs.img' is wrong; expected a C source (.c), an object "
     "(.o) or an archive (.a)\n"},
    {"driver of a disk: of two",
     "disks: {data: {image: fs.img, driver: rk}, seed: {image: fs.img, readonly: yes, driver: "
     "rk}}\n" NATIVE APP
     "    disks: {vda: data, vdb: seed}\n" DRIVER("rk", "pci: \"1af4:1001\", dma: trusted, "
                                                        "components: [vfs, pci]"),
     "m.yaml:1:58: disk 'seed': key 'image': 'fs.img' is wrong; expected a file that no other disk "
     "has, 'data' has it\n"
     "m.yaml:1:89: disk 'seed': key 'driver': 'rk' is wrong; expected a VM that drives no other "
     "disk\n"},
    {"driver of a disk: without the component",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER(
         "rk", "pci: \"1af4:1001\", dma: trusted, components: [pci]"),
     "m.yaml:8:67: vm 'rk': it drives a disk, which needs the component 'vfs'; add it to "
     "'components'\n"},
    {"driver of a disk: used by itself",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP DRIVER(
         "rk", "pci: \"1af4:1001\", dma: trusted, components: [vfs, pci], disks: {wd0: data}"),
     "m.yaml:7:92: vm 'rk': disk 'wd0': 'data' is wrong; expected a disk that another VM drives\n"},
    {"driver of a disk",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER(
         "rk", "pci: \"1af4:1042\", components: [vfs, pci]"),
     ""},
    {"driver of a switch: unknown",
     "switches: {lan: {uplink: nic0, driver: rk}}\n" NATIVE APP FIXED,
     "m.yaml:1:40: switch 'lan': key 'driver': no VM 'rk'; expected the name of a VM with a NetBSD "
     "guest and a PCI device\n"},
    {"driver of a switch: no uplink",
     "switches: {lan: {driver: rk}}\n" NATIVE APP
     "    net: {lan: {address: 10.0.0.1/24, to: b}}\n" OTHER("b", "10.0.0.2/24")
         DRIVER("rk", "pci: \"1af4:1000\", dma: trusted, components: [pci]"),
     "m.yaml:1:26: switch 'lan': key 'driver': there is no uplink to drive; add 'uplink: nic0', or "
     "remove it\n"},
    {"driver of a switch: of two",
     "switches: {lan: {uplink: nic0, driver: rk}, wan: {uplink: nic1, driver: rk}}\n" NATIVE APP
     "    net: {lan: dhcp, wan: dhcp}\n" DRIVER("rk", "pci: \"1af4:1000\", dma: trusted, "
                                                      "components: [pci]"),
     "m.yaml:1:73: switch 'wan': key 'driver': 'rk' is wrong; expected a VM that drives the uplink "
     "of no other switch\n"
     "m.yaml:8:67: vm 'rk': it drives a switch's uplink, which needs the component 'bridge'; add "
     "it to 'components'\n"
     "m.yaml:8:67: vm 'rk': it drives a switch's uplink, which needs the component 'virtif'; add "
     "it to 'components'\n"},
    {"driver of a switch: without the components",
     "switches: {lan: {uplink: nic0, driver: rk}}\n" NATIVE APP FIXED DRIVER(
         "rk", "pci: \"1af4:1041\", components: [pci]"),
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'bridge'; add "
     "it to 'components'\n"
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'virtif'; add "
     "it to 'components'\n"},
};
const unsigned disk_rule_count = sizeof(disk_rules) / sizeof(disk_rules[0]);
