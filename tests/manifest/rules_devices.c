/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for what VMs share: disks and switches. fs.img is a disk image of one sector; new.img is not there;
 * parts.img has three partitions, the last of which overlaps the other two. */
#include "rules.h"

#define DRIVERS "    features: [eth, disk]\n"
#define USES    "    disks: {vda: data}\n"
#define USES_PART(number) "    disks: {vda: {disk: data, partition: " number "}}\n"
#define FIXED   "    net: {lan: 10.0.2.15/24}\n"
#define IPV6 "an IPv6 address of one station with its network's bits, 8 to 127, like fd00::15/64 (link-local ones are " \
    "there without being named)\n"
#define OTHER(name, address) "  " name ": {guest: native, program: static.elf, net: {lan: " address "}}\n"
#define OTHERS8(name) OTHER(name "1", "dhcp") OTHER(name "2", "dhcp") OTHER(name "3", "dhcp") OTHER(name "4", "dhcp") \
                      OTHER(name "5", "dhcp") OTHER(name "6", "dhcp") OTHER(name "7", "dhcp") OTHER(name "8", "dhcp")

#define DRIVER(name, keys) "  " name ": {guest: netbsd, " keys "}\n"

const struct rule device_rules[] = {
    /* ---- Disks ---- */
    {"disks of the system: a list", "disks: [data]\n" NATIVE APP,
     "m.yaml:1:8: key 'disks': expected a mapping like {data: {image: data.img, size: 16M}}, found a list\n"},
    {"a disk: a text", "disks: {data: data.img}\n" NATIVE APP,
     "m.yaml:1:15: disk 'data': expected a mapping like {image: data.img, size: 16M}, found 'data.img'\n"},
    {"a disk: twice", "disks: {data: {image: fs.img}, data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:32: key 'disks': disk 'data' is given twice; remove one\n"},
    {"a disk: a list for a name", "disks: {[a]: {image: fs.img}, data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:9: key 'disks': the name of a disk is a list; expected a word\n"},
    {"a disk: no image", "disks: {data: {size: 4M}}\n" NATIVE APP,
     "m.yaml:1:15: disk 'data': key 'image' is missing; expected the path of a disk image\n"},
    {"a disk: unknown key", "disks: {data: {image: fs.img, sise: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:31: disk 'data': key 'sise': unknown; did you mean 'size'?\n"},
    {"a disk: key with a wrong shape", "disks: {data: {image: fs.img, readonly: perhaps}}\n" NATIVE APP USES,
     "m.yaml:1:41: disk 'data': key 'readonly': expected yes or no, found 'perhaps'\n"},
    {"a disk: bad name", "disks: {my data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: my data}\n",
     "m.yaml:1:9: disk 'my data': bad name; expected at most 24 letters, digits, '-' or '_', a letter or digit "
     "first\n"},
    {"a disk: long name",
     "disks: {a234567890123456789012345: {image: fs.img}}\n" NATIVE APP
     "    disks: {vda: a234567890123456789012345}\n",
     "m.yaml:1:9: disk 'a234567890123456789012345': bad name; expected at most 24 letters, digits, '-' or '_', a "
     "letter or digit first\n"},
    {"a disk: no size", "disks: {data: {image: new.img, size: much}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'size': 'much' is not a size; expected a number with K, M or G, like 24M\n"},
    {"a disk: no whole pages", "disks: {data: {image: new.img, size: 1000}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'size': 1000 is not a number of pages; expected a multiple of 4K above 0\n"},
    {"a disk: neither image nor size", "disks: {data: {image: new.img}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './new.img' does not exist; expected that, or 'size', of which one is "
     "made\n"},
    {"a disk: read-only without an image",
     "disks: {data: {image: new.img, size: 4M, readonly: yes}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './new.img' does not exist; expected an image that does, since the "
     "disk is read-only\n"},
    {"a disk: another size", "disks: {data: {image: fs.img, size: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './fs.img' has another size, and is never changed; expected what "
     "'size' says\n"},
    {"a disk: a folder", "disks: {data: {image: tree}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './tree' is not a file; expected the image of a disk\n"},
    {"a disk: a pipe", "disks: {data: {image: pipe}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:1:23: disk 'data': key 'image': './pipe' is not a file; expected the image of a disk\n"
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './pipe': is a pipe or a device, not a file\n"},
    {"a disk: below a file", "disks: {data: {image: fs.img/new.img, size: 4K}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './fs.img/new.img' cannot be reached; expected the path of a disk "
     "image\n"},
    {"a disk: no whole sectors", "disks: {data: {image: odd.img}}\n" NATIVE APP USES,
     "m.yaml:1:23: disk 'data': key 'image': './odd.img' is not a number of sectors of 512 bytes above 0; expected "
     "the image of a disk\n"},
    {"a disk: unknown file system", "disks: {data: {image: new.img, size: 4M, fs: ntfs}}\n" NATIVE APP USES,
     "m.yaml:1:46: disk 'data': key 'fs': 'ntfs' is unknown; expected ext4\n"},
    {"a disk: file system of nothing", "disks: {data: {image: fs.img, fs: ext4}}\n" NATIVE APP USES,
     "m.yaml:1:35: disk 'data': key 'fs': no image can be made with it; add 'size', or remove it\n"},
    {"a disk: files without a file system", "disks: {data: {image: fs.img, files: tree}}\n" NATIVE APP USES,
     "m.yaml:1:38: disk 'data': key 'files': a new image has no file system for them; add 'fs: ext4', or remove it\n"},
    {"a disk: files that are no folder",
     "disks: {data: {image: new.img, size: 4M, fs: ext4, files: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:59: disk 'data': key 'files': './fs.img' is no folder; expected one, whose contents a new image gets\n"},
    {"a disk: files that are not there",
     "disks: {data: {image: new.img, size: 4M, fs: ext4, files: gone}}\n" NATIVE APP USES,
     "m.yaml:1:59: disk 'data': key 'files': './gone' is no folder; expected one, whose contents a new image gets\n"},
    {"two disks of one image",
     "disks: {data: {image: fs.img}, more: {image: fs.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'fs.img' is wrong; expected a file that no other disk has, 'data' has "
     "it\n"},
    {"two disks of one image by two paths",
     "disks: {data: {image: fs.img}, more: {image: tree/../fs.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'tree/../fs.img' is wrong; expected a file that no other disk has, 'data' "
     "has it\n"},
    {"two disks of one image by a link",
     "disks: {data: {image: fs.img}, more: {image: link.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:46: disk 'more': key 'image': 'link.img' is wrong; expected a file that no other disk has, 'data' has "
     "it\n"},
    {"two disks of one new image",
     "disks: {data: {image: new.img, size: 4M}, more: {image: ./new.img, size: 4M}}\n" NATIVE APP
     "    disks: {vda: data, vdb: more}\n",
     "m.yaml:1:57: disk 'more': key 'image': './new.img' is wrong; expected a file that no other disk has, 'data' has "
     "it\n"},
    {"a disk: no image, and used", "disks: {data: {size: 4M}}\n" NATIVE APP USES,
     "m.yaml:1:15: disk 'data': key 'image' is missing; expected the path of a disk image\n"},
    {"disks of the system: misspelt, and used", "diks: {data: {image: fs.img}}\n" NATIVE APP USES,
     "m.yaml:1:1: key 'diks': unknown; did you mean 'disks'?\n"},
    {"a disk that nobody uses", "disks: {data: {image: fs.img}}\n" NATIVE APP,
     "m.yaml:1:9: disk 'data': no VM uses it; add 'disks: {NAME: data}' to one, or remove it\n"},
    {"a VM's disk: unknown",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: date, vdb: data}\n",
     "m.yaml:7:18: vm 'app': disk 'vda': no disk 'date'; did you mean 'data'?\n"},
    {"a VM's disk: near none", NATIVE APP USES,
     "m.yaml:6:18: vm 'app': disk 'vda': no disk 'data'; expected one of the system's key 'disks'\n"},
    {"a VM's disk: a mapping", NATIVE APP "    disks: {vda: {image: fs.img}}\n",
     "m.yaml:6:19: vm 'app': disk 'vda': key 'image': unknown; expected one of: disk, partition, mode\n"},
    {"a VM's disk: a list", NATIVE APP "    disks: {vda: [data]}\n",
     "m.yaml:6:18: vm 'app': disk 'vda': expected the name of one of the system's disks, or a mapping like {disk: "
     "data}, found a list\n"},
    {"a VM's disk: which", NATIVE APP "    disks: {vda: {mode: ro}}\n",
     "m.yaml:6:18: vm 'app': disk 'vda': key 'disk' is missing; expected the name of one of the system's disks\n"},
    {"a VM's disks: twice", "disks: {data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: data, vda: data}\n",
     "m.yaml:7:24: vm 'app': key 'disks': disk 'vda' is given twice; remove one\n"},
    {"one disk under two names",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: data, vdb: data}\n",
     "m.yaml:7:29: vm 'app': disk 'vdb': 'data' is wrong; expected a disk that this VM has only once\n"},
    {"one disk for two VMs",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "  b: {guest: native, program: static.elf, disks: {vda: data}}\n",
     "m.yaml:8:56: vm 'b': disk 'vda': 'data' is wrong; expected what no other VM writes: another partition, or "
     "'mode: ro'\n"},
    {"one disk for two VMs, one of which reads",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "  b: {guest: native, program: static.elf, disks: {vda: {disk: data, mode: ro}}}\n", ""},
    {"partitions",
     "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("1")
     "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 2}, y: {disk: data, mode: ro}}}\n"
     "  c: {guest: native, program: static.elf, disks: {z: {disk: data, partition: 3, mode: ro}}}\n", ""},
    {"partition: no number", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("first"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 'first' is wrong; expected a number from 1 to 128\n"},
    {"partition: 0", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("0"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': '0' is wrong; expected a number from 1 to 128\n"},
    {"partition: too high", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("129"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': '129' is wrong; expected a number from 1 to 128\n"},
    {"partition: a list", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("[1]"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': expected a number from 1 to 128, found a list\n"},
    {"partition: not there", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("4"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 4 of './parts.img': there is no such partition\n"},
    {"partition: no table", "disks: {data: {image: fs.img}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './fs.img': the disk has no partition table\n"},
    {"partition: no image", "disks: {data: {image: new.img, size: 4M}}\n" NATIVE APP USES_PART("1"),
     "m.yaml:7:42: vm 'app': disk 'vda': key 'partition': 1 of './new.img': the image does not exist; expected one with "
     "a partition table\n"},
    {"partition: two writers", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("1")
     "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 1}}}\n",
     "m.yaml:8:61: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another partition, or "
     "'mode: ro'\n"},
    {"partition: a writer of the whole", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("1")
     "  b: {guest: native, program: static.elf, disks: {x: data}}\n",
     "m.yaml:8:54: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another partition, or "
     "'mode: ro'\n"},
    {"partition: overlapping writers", "disks: {data: {image: parts.img}}\n" NATIVE APP USES_PART("1")
     "  b: {guest: native, program: static.elf, disks: {x: {disk: data, partition: 3}}}\n",
     "m.yaml:8:61: vm 'b': disk 'x': 'data' is wrong; expected what no other VM writes: another partition, or "
     "'mode: ro'\n"},
    {"partition: under two names",
     "disks: {data: {image: parts.img, readonly: yes}}\n" NATIVE APP
     "    disks: {a: {disk: data, partition: 1}, b: {disk: data, partition: 1, mode: ro}}\n",
     "m.yaml:7:54: vm 'app': disk 'b': 'data' is wrong; expected a partition that this VM has only once\n"},
    {"mode: unknown", "disks: {data: {image: fs.img}}\n" NATIVE APP "    disks: {vda: {disk: data, mode: wr}}\n",
     "m.yaml:7:37: vm 'app': disk 'vda': key 'mode': 'wr' is wrong; expected ro or rw\n"},
    {"mode: of a read-only disk",
     "disks: {data: {image: fs.img, readonly: yes}}\n" NATIVE APP "    disks: {vda: {disk: data, mode: rw}}\n",
     "m.yaml:7:37: vm 'app': disk 'vda': key 'mode': 'rw' is wrong; expected ro, since the disk is read-only\n"},
    {"device of a disk", "disks: {data: {image: fs.img}}\n" NATIVE APP USES "    pci: [\"1af4:1042\"]\n",
     "m.yaml:8:11: vm 'app': key 'pci': '1af4:1042' is wrong; expected a device that is not for 'disks', "
     "'switches' or 'rng'\n"},
    {"disks of a VM without a guest", "system: s\nvms:\n  app: {guset: native, disks: {vda: x}}\n",
     "m.yaml:3:9: vm 'app': key 'guset': unknown; did you mean 'guest'?\n"},
    {"too many links",
     "disks: {data: {image: fs.img}}\n" NATIVE APP USES
     "    links: [b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:4:3: vm 'app': 9 links; expected at most 8: 'links', 'net', 'disks' and 'uses' make them\n"},

    {"a disk: restart", "disks: {data: {image: fs.img, restart: {when: often}}}\n" NATIVE APP USES,
     "m.yaml:1:47: disk 'data': key 'when': 'often' is wrong; expected always, failure or never\n"},
    {"a disk: unknown key of restart", "disks: {data: {image: fs.img, restart: {pause: 1s}}}\n" NATIVE APP USES,
     "m.yaml:1:41: disk 'data': key 'pause': unknown; expected one of: when, backoff, max\n"},
    {"a switch: restart", "switches: {lan: {uplink: nic0, restart: {max: often}}}\n" NATIVE APP FIXED,
     "m.yaml:1:47: switch 'lan': key 'max': 'often' is wrong; expected 1 to 10000 restarts in a second, minute or hour, "
     "like 10/min\n"},

    /* ---- Drivers that are VMs ---- */
    {"driver of a disk: unknown", "disks: {data: {image: fs.img, driver: rj}}\n" NATIVE APP USES DRIVER("rk", "pci: x, components: [pci]"),
     "m.yaml:1:39: disk 'data': key 'driver': no VM 'rj'; did you mean 'rk'?\n"
     "m.yaml:8:28: vm 'rk': key 'pci': 'x' is wrong; expected vendor:device like 1af4:1041, or 1af4:1041:1 for the "
     "second such\n"},
    {"driver of a disk: near none", "disks: {data: {image: fs.img, driver: disk}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': no VM 'disk'; expected the name of a VM with a NetBSD guest and a PCI "
     "device\n"},
    {"driver of a disk: a list", "disks: {data: {image: fs.img, driver: [rk]}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': expected the name of a VM, found a list\n"},
    {"driver of a disk: another guest", "disks: {data: {image: fs.img, driver: app}}\n" NATIVE APP USES,
     "m.yaml:1:39: disk 'data': key 'driver': 'app' is wrong; expected a VM with a NetBSD guest and a PCI device\n"},
    {"driver of a disk: no device",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES DRIVER("rk", "components: [vfs]"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM with a device of its own (key 'pci')\n"},
    {"driver of a disk: dormant",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES
     DRIVER("rk", "pci: \"1af4:1043\", components: [vfs, pci], dormant: yes"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM that is started with the system, without "
     "'dormant'\n"},
    {"driver of a disk: with a client",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES
     DRIVER("rk", "pci: \"1af4:1001\", dma: trusted, components: [vfs, pci], client: fs.img"),
     "m.yaml:1:39: disk 'data': key 'driver': 'rk' is wrong; expected a VM without a client of its own: it runs what "
     "lends the device\n"
     "m.yaml:8:87: vm 'rk': key 'client': 'fs.img' is wrong; expected a C source (.c), an object (.o) or an archive "
     "(.a)\n"},
    {"driver of a disk: of two",
     "disks: {data: {image: fs.img, driver: rk}, seed: {image: fs.img, readonly: yes, driver: rk}}\n" NATIVE APP
     "    disks: {vda: data, vdb: seed}\n" DRIVER("rk", "pci: \"1af4:1001\", dma: trusted, components: [vfs, pci]"),
     "m.yaml:1:58: disk 'seed': key 'image': 'fs.img' is wrong; expected a file that no other disk has, 'data' has it\n"
     "m.yaml:1:89: disk 'seed': key 'driver': 'rk' is wrong; expected a VM that drives no other disk\n"},
    {"driver of a disk: without the component",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES
     DRIVER("rk", "pci: \"1af4:1001\", dma: trusted, components: [pci]"),
     "m.yaml:8:67: vm 'rk': it drives a disk, which needs the component 'vfs'; add it to 'components'\n"},
    {"driver of a disk: used by itself",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP
     DRIVER("rk", "pci: \"1af4:1001\", dma: trusted, components: [vfs, pci], disks: {wd0: data}"),
     "m.yaml:7:92: vm 'rk': disk 'wd0': 'data' is wrong; expected a disk that another VM drives\n"},
    {"driver of a disk",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP USES
     DRIVER("rk", "pci: \"1af4:1042\", components: [vfs, pci]"), ""},
    {"driver of a switch: unknown", "switches: {lan: {uplink: nic0, driver: rk}}\n" NATIVE APP FIXED,
     "m.yaml:1:40: switch 'lan': key 'driver': no VM 'rk'; expected the name of a VM with a NetBSD guest and a PCI "
     "device\n"},
    {"driver of a switch: no uplink",
     "switches: {lan: {driver: rk}}\n" NATIVE APP "    net: {lan: {address: 10.0.0.1/24, to: b}}\n"
     OTHER("b", "10.0.0.2/24") DRIVER("rk", "pci: \"1af4:1000\", dma: trusted, components: [pci]"),
     "m.yaml:1:26: switch 'lan': key 'driver': there is no uplink to drive; add 'uplink: nic0', or remove it\n"},
    {"driver of a switch: of two",
     "switches: {lan: {uplink: nic0, driver: rk}, wan: {uplink: nic1, driver: rk}}\n" NATIVE APP
     "    net: {lan: dhcp, wan: dhcp}\n" DRIVER("rk", "pci: \"1af4:1000\", dma: trusted, components: [pci]"),
     "m.yaml:1:73: switch 'wan': key 'driver': 'rk' is wrong; expected a VM that drives the uplink of no other switch\n"
     "m.yaml:8:67: vm 'rk': it drives a switch's uplink, which needs the component 'bridge'; add it to 'components'\n"
     "m.yaml:8:67: vm 'rk': it drives a switch's uplink, which needs the component 'virtif'; add it to 'components'\n"},
    {"driver of a switch: without the components",
     "switches: {lan: {uplink: nic0, driver: rk}}\n" NATIVE APP FIXED
     DRIVER("rk", "pci: \"1af4:1041\", components: [pci]"),
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'bridge'; add it to 'components'\n"
     "m.yaml:8:53: vm 'rk': it drives a switch's uplink, which needs the component 'virtif'; add it to 'components'\n"},

    /* ---- Switches ---- */
    {"switches: a list", "switches: [lan]\n" NATIVE APP,
     "m.yaml:1:11: key 'switches': expected a mapping like {lan: {uplink: nic0}}, found a list\n"},
    {"a switch: a text", "switches: {lan: nic0}\n" NATIVE APP,
     "m.yaml:1:17: switch 'lan': expected a mapping like {uplink: nic0}, found 'nic0'\n"},
    {"a switch: twice", "switches: {lan: {uplink: nic0}, lan: {}}\n" NATIVE APP FIXED,
     "m.yaml:1:33: key 'switches': switch 'lan' is given twice; remove one\n"},
    {"a switch: unknown key", "switches: {lan: {uplnk: nic0, uplink: nic0}}\n" NATIVE APP FIXED,
     "m.yaml:1:18: switch 'lan': key 'uplnk': unknown; did you mean 'uplink'?\n"},
    {"a switch: bad name", "switches: {a b: {uplink: nic0}}\n" NATIVE APP "    net: {a b: dhcp}\n",
     "m.yaml:1:12: switch 'a b': bad name; expected at most 24 letters, digits, '-' or '_', a letter or digit "
     "first\n"},
    {"a switch: no such uplink", "switches: {lan: {uplink: eth0}}\n" NATIVE APP FIXED,
     "m.yaml:1:26: switch 'lan': key 'uplink': 'eth0' is wrong; expected a virtio interface of the machine, nic0 to "
     "nic7\n"},
    {"a switch: uplink of another",
     "switches: {lan: {uplink: nic0}, wan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: dhcp, wan: dhcp}\n",
     "m.yaml:1:47: switch 'wan': key 'uplink': 'nic0' is wrong; expected an interface that no other switch has\n"},
    {"a switch that nobody uses", "switches: {lan: {}}\n" NATIVE APP,
     "m.yaml:1:12: switch 'lan': no VM has a port of it; add 'net: {lan: ADDRESS}' to one, or remove it\n"},
    {"a switch: too many ports",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHERS8("a") OTHERS8("b") OTHERS8("c") OTHERS8("d"),
     "m.yaml:38:50: vm 'd7': key 'net': switch 'lan' has more than 32 ports, its uplink included; use another one\n"},
    {"gateway: no address", "switches: {lan: {uplink: nic0, gateway: router}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'gateway': 'router' is wrong; expected an address in the network of its VMs\n"},
    {"gateway: elsewhere", "switches: {lan: {uplink: nic0, gateway: 10.0.3.1}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'gateway': '10.0.3.1' is wrong; expected an address in the network of its VMs\n"},
    {"gateway: of nobody", "switches: {lan: {uplink: nic0, gateway: 10.0.3.1}}\n" NATIVE APP "    net: {lan: dhcp}\n",
     "m.yaml:1:41: switch 'lan': key 'gateway': all addresses come by dhcp, and the gateway's with them; remove it\n"},
    {"forward: a mapping", "switches: {lan: {uplink: nic0, forward: {8080: web}}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': expected ports like [\"8080 -> web:80\"], found a mapping\n"},
    {"forward: nothing", "switches: {lan: {uplink: nic0, forward: []}}\n" NATIVE APP FIXED, ""},
    {"to: nobody", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: []}}\n",
     "m.yaml:7:44: vm 'app': switch 'lan': key 'to': expected names of VMs like [cache], found an empty list\n"},
    {"forward: no arrow", "switches: {lan: {uplink: nic0, forward: [\"8080: app:80\"]}}\n" NATIVE APP FIXED,
     "m.yaml:1:42: switch 'lan': key 'forward': '8080: app:80' is wrong; expected PORT -> VM:PORT, like 8080 -> "
     "web:80\n"},
    {"forward: no port of the VM", "switches: {lan: {uplink: nic0, forward: 8080 -> app}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app' is wrong; expected PORT -> VM:PORT, like 8080 -> "
     "web:80\n"},
    {"forward: port out of range", "switches: {lan: {uplink: nic0, forward: \"80800 -> app:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '80800 -> app:80' is wrong; expected PORT -> VM:PORT, like 8080 -> "
     "web:80\n"},
    {"forward: port 0 of the VM", "switches: {lan: {uplink: nic0, forward: \"8080 -> app:0\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:0' is wrong; expected PORT -> VM:PORT, like 8080 -> "
     "web:80\n"},
    {"forward: unknown VM", "switches: {lan: {uplink: nic0, forward: \"8080 -> apq:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': no port 'apq'; did you mean 'app'?\n"},
    {"forward: near no VM", "switches: {lan: {uplink: nic0, forward: \"8080 -> server:80\"}}\n" NATIVE APP FIXED,
     "m.yaml:1:41: switch 'lan': key 'forward': no port 'server'; expected a VM with a port of the switch\n"},
    {"forward: no uplink",
     "switches: {lan: {forward: \"8080 -> app:80\"}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: b}}\n"
     OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:27: switch 'lan': key 'forward': there is no uplink to forward from; add 'uplink: nic0', or remove "
     "it\n"},
    {"outbound: no uplink",
     "switches: {lan: {outbound: no}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, to: b}}\n"
     OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:28: switch 'lan': key 'outbound': there is no uplink that it could be about; add 'uplink: nic0', or "
     "remove it\n"},
    {"queue: no pages", "switches: {lan: {uplink: nic0, queue: 1K}}\n" NATIVE APP FIXED,
     "m.yaml:1:39: switch 'lan': key 'queue': 1K is not a number of pages; expected a multiple of 4K above 0\n"},
    {"queue: too large", "switches: {lan: {uplink: nic0, queue: 17M}}\n" NATIVE APP FIXED,
     "m.yaml:1:39: switch 'lan': key 'queue': '17M' is wrong; expected at most 16M\n"},
    {"forward: by DHCP",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> app:80\"}}\n" NATIVE APP "    net: {lan: dhcp}\n",
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:80' is wrong; expected a VM with a fixed address, like "
     "{lan: 10.0.2.15/24}\n"},
    {"forward: to where the uplink may not",
     "switches: {lan: {uplink: nic0, forward: \"8080 -> app:80\"}}\n" NATIVE APP
     "    net: {lan: {address: 10.0.2.15/24, to: b}}\n" OTHER("b", "10.0.2.16/24"),
     "m.yaml:1:41: switch 'lan': key 'forward': '8080 -> app:80' is wrong; expected a VM that may talk to the "
     "uplink by its key 'to'\n"},
    {"forward: twice",
     "switches: {lan: {uplink: nic0, forward: [\"8080 -> app:80\", \"8080->app:81\"]}}\n" NATIVE APP FIXED,
     "m.yaml:1:60: switch 'lan': key 'forward': '8080->app:81' is wrong; expected a port that is forwarded only "
     "once\n"},
    {"net: a list", "switches: {lan: {}}\n" NATIVE APP "    net: [lan]\n",
     "m.yaml:7:10: vm 'app': key 'net': expected a mapping like {lan: 10.0.2.15/24}, found a list\n"},
    {"net: a list for an address", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: [dhcp]}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': expected dhcp, an address like 10.0.2.15/24, or a mapping like {address: "
     "dhcp}, found a list\n"},
    {"net: no address", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {rate: 10M}}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address' is missing; expected dhcp or an address like 10.0.2.15/24\n"},
    {"net: unknown key", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, rat: 10M}}\n",
     "m.yaml:7:32: vm 'app': switch 'lan': key 'rat': unknown; did you mean 'rate'?\n"},
    {"net: unknown switch", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lna: dhcp, lan: dhcp}\n",
     "m.yaml:7:11: vm 'app': key 'net': no switch 'lna'; did you mean 'lan'?\n"},
    {"net: near no switch", NATIVE APP "    net: {lan: dhcp}\n",
     "m.yaml:6:11: vm 'app': key 'net': no switch 'lan'; expected one of the system's key 'switches'\n"},
    {"net: no such address", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.256/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.256/24' is wrong; expected dhcp or an address "
     "with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: no size of the network", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.15}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.15' is wrong; expected dhcp or an address with "
     "its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: too small a network", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.15/25}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.15/25' is wrong; expected dhcp or an address with "
     "its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of the network", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.0/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.0/24' is wrong; expected dhcp or an address with "
     "its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of everybody", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.255/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.255/24' is wrong; expected dhcp or an address "
     "with its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: address of many", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 224.0.0.1/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '224.0.0.1/24' is wrong; expected dhcp or an address with "
     "its network's bits, 8 to 24, like 10.0.2.15/24\n"},
    {"net: two networks", "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("b", "10.0.3.16/24"),
     "m.yaml:8:54: vm 'b': switch 'lan': key 'address': '10.0.3.16/24' is wrong; expected one network for all "
     "addresses of a switch\n"},
    {"net: address taken", "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("b", "10.0.2.15/24"),
     "m.yaml:8:54: vm 'b': switch 'lan': key 'address': '10.0.2.15/24' is wrong; expected an address that no other "
     "VM has\n"},
    {"net: address of the gateway", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: 10.0.2.2/24}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address': '10.0.2.2/24' is wrong; expected an address that the "
     "network's gateway does not have; that is the second one, or what the switch's key 'gateway' says\n"},
    {"net: DHCP without an uplink", "switches: {lan: {}}\n" NATIVE APP FIXED OTHER("b", "{address: dhcp, to: app}"),
     "m.yaml:8:64: vm 'b': switch 'lan': key 'address': 'dhcp' is wrong; expected an address like 10.0.2.15/24, "
     "since there is no uplink to ask\n"},
    {"net: nobody to talk with", "switches: {lan: {}}\n" NATIVE APP FIXED,
     "m.yaml:7:11: vm 'app': key 'net': it talks with nobody on switch 'lan'; add 'to' with names of VMs\n"},
    {"net: talks with itself",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: app}}\n",
     "m.yaml:7:36: vm 'app': switch 'lan': key 'to': 'app' is wrong; expected another VM than itself\n"},
    {"net: talks with someone unknown",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: [nic1]}}\n",
     "m.yaml:7:37: vm 'app': switch 'lan': key 'to': no port 'nic1'; did you mean 'nic0'?\n"},
    {"net: talks with nobody near",
     "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, to: [internet]}}\n",
     "m.yaml:7:37: vm 'app': switch 'lan': key 'to': no port 'internet'; expected a VM with a port of the switch, "
     "or its uplink\n"},
    {"net: no rate", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, rate: 10Mbit}}\n",
     "m.yaml:7:38: vm 'app': switch 'lan': key 'rate': '10Mbit' is wrong; expected bytes in a second above 0, like "
     "10M\n"},
    {"net: rate 0", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: dhcp, rate: 0}}\n",
     "m.yaml:7:38: vm 'app': switch 'lan': key 'rate': '0' is wrong; expected bytes in a second above 0, like 10M\n"},
    {"device of rng", NATIVE APP "    rng: yes\n    pci: [\"1af4:1044\"]\n",
     "m.yaml:7:11: vm 'app': key 'pci': '1af4:1044' is wrong; expected a device that is not for 'disks', 'switches' or "
     "'rng'\n"},
    {"rng: no word", NATIVE APP "    rng: 1\n", "m.yaml:6:10: vm 'app': key 'rng': expected yes or no, found '1'\n"},
    {"rng: of the system", "rng: yes\n" NATIVE APP,
     "m.yaml:1:1: key 'rng': unknown; expected one of: system, memory, vms, dma, netbsd, switches, disks, "
     "mitigations, spare\n"},
    {"rng: beside too many calls", NATIVE APP "    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
     "    rng: yes\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:58: vm 'app': key 'calls': 16 entries; expected at most 15\n"},
    {"rng: another device of the kind", NATIVE APP "    rng: yes\n    pci: [\"1af4:1044:1\"]\n", ""},
    {"rng: no", NATIVE APP "    rng: no\n    pci: [\"1af4:1044\"]\n    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, "
     "b, b, b]\n  b: {guest: native, program: static.elf, rng: no}\n", ""},
    {"net: IPv6 beside IPv4", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, address6: "
     "fd00::15/64}}\n", ""},
    {"net: IPv6 alone", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address6: \"fd00::15/64\"}}\n",
     "m.yaml:7:16: vm 'app': switch 'lan': key 'address' is missing; expected dhcp or an address like 10.0.2.15/24\n"},
    {"net: IPv6 without bits", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, address6: "
     "fd00::15}}\n", "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': 'fd00::15' is wrong; expected " IPV6},
    {"net: IPv6 of a group", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, address6: "
     "ff02::1/64}}\n", "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': 'ff02::1/64' is wrong; expected " IPV6},
    {"net: link-local IPv6", "switches: {lan: {uplink: nic0}}\n" NATIVE APP "    net: {lan: {address: 10.0.2.15/24, address6: "
     "fe80::1/64}}\n", "m.yaml:7:50: vm 'app': switch 'lan': key 'address6': 'fe80::1/64' is wrong; expected " IPV6},
    {"net: name of the uplink", "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED OTHER("nic0", "dhcp"),
     "m.yaml:8:52: vm 'nic0': key 'net': the uplink of switch 'lan' has this name; choose another\n"},
    {"device of an uplink", "switches: {lan: {uplink: nic0}}\n" NATIVE APP FIXED "    pci: [\"1af4:1041\"]\n",
     "m.yaml:8:11: vm 'app': key 'pci': '1af4:1041' is wrong; expected a device that is not for 'disks', "
     "'switches' or 'rng'\n"},

    /* ---- Linux VMs ---- */
    {"Linux: net without its driver", "switches: {lan: {uplink: nic0}}\n" LINUX RUN FIXED,
     "m.yaml:8:10: vm 'web': key 'net' needs the feature 'eth'; add it to 'features'\n"},
    {"Linux: IPv6 without the feature", "switches: {lan: {uplink: nic0}}\n" LINUX RUN "    features: [eth]\n"
     "    net: {lan: {address: dhcp, address6: fd00::15/64}}\n",
     "m.yaml:9:10: vm 'web': key 'address6' needs the feature 'ipv6'; add it to 'features'\n"},
    {"Linux: disks without their driver", "disks: {data: {image: fs.img}}\n" LINUX RUN "    disks: {ubda: data}\n",
     "m.yaml:8:12: vm 'web': key 'disks' needs the feature 'disk'; add it to 'features'\n"},
    {"Linux: name of a disk",
     "disks: {data: {image: fs.img}, more: {image: new.img, size: 4M}}\n" LINUX RUN DRIVERS
     "    disks: {ubda: data, ubdc: more}\n",
     "m.yaml:9:25: vm 'web': disk 'ubdc': bad name; expected 'ubda' for the first, 'ubdb' for the second, and so "
     "on\n"},

    /* ---- Right ---- */
    {"disks and switches",
     "switches: {lan: {uplink: nic1, gateway: 10.0.2.1, outbound: no, queue: 16M, forward: [\"8080 -> app:80\", "
     "\"8081->app:81\"]}, back: {}}\ndisks: {data: {image: new.img, size: 4M, fs: ext4}, base: {image: fs.img, readonly: yes}}\n" NATIVE APP
     "    disks: {vda: data, vdb: base}\n    net: {lan: {address: 10.0.2.15/24, to: [nic1, b], rate: 10M}, back: "
     "{address: 10.1.0.1/16, to: b}}\n    pci: [\"1af4:1041\", \"1af4:1042:2\"]\n  b: {guest: native, program: "
     "static.elf, net: {lan: dhcp, back: 10.1.2.3/16}, disks: {disk: base}}\n",
     ""},
    {"disks and switches of a Linux VM",
     "switches: {lan: {uplink: nic0, forward: 8080 -> web:80}}\ndisks: {data: {image: fs.img}}\n" LINUX RUN DRIVERS
     FIXED "    disks: {ubda: data}\n",
     ""},
};

const unsigned device_rule_count = sizeof(device_rules) / sizeof(device_rules[0]);
