/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for NetBSD VMs. */
#include "rules.h"

const struct rule netbsd_rules[] = {
    /* ---- NetBSD VMs ---- */
    {"key of another VM", NETBSD "    ports: [0x80]\n",
     "m.yaml:5:5: vm 'rk': key 'ports': only for 'guest: native'; remove it\n"},
    {"key of two other guests: pci", LINUX RUN "    pci: \"8086:10d3\"\n",
     "m.yaml:7:5: vm 'web': key 'pci': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"netbsd: bad device", NETBSD "    components: [pci]\n    pci: wm\n",
     "m.yaml:6:10: vm 'rk': key 'pci': 'wm' is wrong; expected vendor:device like 1af4:1041, or "
     "1af4:1041:1 for the second such\n"},
    {"netbsd: a device without the component", NETBSD "    pci: \"8086:10d3\"\n",
     "m.yaml:5:10: vm 'rk': key 'pci' needs the component 'pci'; add it to 'components'\n"},
    {"netbsd: a device", NETBSD "    components: [pci]\n    pci: \"8086:10d3\"\n", ""},
    {"key of two other guests", LINUX RUN "    args: x\n",
     "m.yaml:7:5: vm 'web': key 'args': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"netbsd: no such folder", "netbsd: gone\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./gone: has no librump.a: No such file or directory; expected a "
     "folder with the archives of NetBSD's rump kernel, in itself, its lib or its usr/lib\n"},
    {"netbsd: no archives", "netbsd: tree\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./tree: has no librump.a; expected a folder with the archives of "
     "NetBSD's rump kernel, in itself, its lib or its usr/lib\n"},
    {"netbsd: no release set", "netbsd: note.txt\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./note.txt: Unrecognized archive format; expected a folder or a "
     "release set like comp.tar.xz\n"},
    {"components: a text", NETBSD "    components: vfs\n",
     "m.yaml:5:17: vm 'rk': key 'components': expected a list of components like [vfs, ffs], found "
     "'vfs'\n"},
    {"components: misspelt", NETBSD "    components: [vsf]\n",
     "m.yaml:5:18: vm 'rk': component 'vsf': unknown; did you mean 'vfs'?\n"},
    {"components: near none", NETBSD "    components: [bluetooth]\n",
     "m.yaml:5:18: vm 'rk': component 'bluetooth': there is no archive of that name; 'evm import "
     "netbsd PATH' lists those that there are\n"},
    {"components: several", NETBSD "    components: [\"null\"]\n",
     "m.yaml:5:18: vm 'rk': component 'null': there are several; expected 'dev_null' or "
     "'fs_null'\n"},
    {"components: twice", NETBSD "    components: [vfs, vfs]\n",
     "m.yaml:5:23: vm 'rk': component 'vfs' is there twice; remove one\n"},
    {"components: needs another", NETBSD "    components: [vfs, ffs]\n",
     "m.yaml:5:23: vm 'rk': component 'ffs' needs 'disk' (symbol rumpns_disk); add it to "
     "'components'\n"},
    {"components: needs two others", NETBSD "    components: [disk]\n",
     "m.yaml:5:18: vm 'rk': component 'disk' needs 'dev' (symbol rumpns_dev); add it to "
     "'components'\n"
     "m.yaml:5:18: vm 'rk': component 'disk' needs 'vfs' (symbol rumpns_vfs); add it to "
     "'components'\n"},
    {"components: needs one of two", NETBSD "    components: [config]\n",
     "m.yaml:5:18: vm 'rk': component 'config' needs 'net_net' or 'sockin' (symbol rumpns_ifunit); "
     "add one of them to 'components'\n"},
    {"components: exclude each other", NETBSD "    components: [sockin, net_net]\n",
     "m.yaml:5:18: vm 'rk': components 'net_net' and 'sockin' exclude each other: both define "
     "rumpns_ifunit; remove one\n"},
    {"components: needs what there is not", NETBSD "    components: [virtif]\n",
     "m.yaml:5:18: vm 'rk': component 'virtif' needs 'rumpcomp_virt_create', which neither eVM nor "
     "a component has; remove it\n"},
    {"components: for those that use it",
     NETBSD "  app: {guest: native, program: static.elf, uses: {files: rk}}\n",
     "m.yaml:3:3: vm 'rk': another VM uses it, which needs the component 'sysproxy'; add it to "
     "'components'\n"},
    {"disks: without vfs", NETBSD "    disks: {wd0: {image: fs.img}}\n",
     "m.yaml:5:12: vm 'rk': key 'disks' needs the component 'vfs'; add it to 'components'\n"},
    {"disks: a list", NETBSD "    disks: [fs.img]\n",
     "m.yaml:5:12: vm 'rk': key 'disks': expected a mapping like {wd0: {image: fs.img}}, or {ubda: "
     "data} with a disk of the system, found a list\n"},
    {"disks: no such disk of the system",
     NETBSD "    components: [vfs]\n    disks: {wd0: fs.img}\n",
     "m.yaml:6:18: vm 'rk': disk 'wd0': no disk 'fs.img'; expected one of the system's key "
     "'disks'\n"},
    {"disks: no image", NETBSD "    disks: {wd0: {}}\n",
     "m.yaml:5:18: vm 'rk': disk 'wd0': key 'image' is missing; expected the path of a disk "
     "image\n"},
    {"disks: unknown key", NETBSD "    disks: {wd0: {imgae: fs.img}}\n",
     "m.yaml:5:19: vm 'rk': disk 'wd0': key 'imgae': unknown; did you mean 'image'?\n"},
    {"disks: size", NETBSD "    components: [vfs]\n    disks: {wd0: {image: fs.img, size: 1M}}\n",
     "m.yaml:6:34: vm 'rk': disk 'wd0': key 'size': not supported yet; remove it\n"},
    {"disks: twice",
     NETBSD "    components: [vfs]\n"
            "    disks: {wd0: {image: fs.img}, wd0: {image: fs.img}}\n",
     "m.yaml:6:35: vm 'rk': key 'disks': disk 'wd0' is given twice; remove one\n"},
    {"disks: a list for a name", NETBSD "    disks: {[a]: {image: fs.img}}\n",
     "m.yaml:5:13: vm 'rk': key 'disks': the name of a disk is a list; expected a word\n"},
    {"disks: bad name", NETBSD "    components: [vfs]\n    disks: {w-0: {image: fs.img}}\n",
     "m.yaml:6:13: vm 'rk': disk 'w-0': bad name; expected at most 10 letters and digits, a letter "
     "first\n"},
    {"disks: long name",
     NETBSD "    components: [vfs]\n    disks: {abcdefghijk: {image: fs.img}}\n",
     "m.yaml:6:13: vm 'rk': disk 'abcdefghijk': bad name; expected at most 10 letters and digits, "
     "a letter first\n"},
    {"disks: too many",
     NETBSD
     "    components: [vfs]\n"
     "    disks: {a: {image: fs.img}, b: {image: fs.img}, c: {image: fs.img}, d: {image: fs.img}, "
     "e: {image: fs.img}, f: {image: fs.img}, g: {image: fs.img}}\n",
     "m.yaml:6:133: vm 'rk': key 'disks': 7 entries; expected at most 6\n"},
    {"disks: missing image", NETBSD "    components: [vfs]\n    disks: {wd0: {image: gone.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './gone.img' does not exist; expected the image of a "
     "disk\n"},
    {"disks: a folder", NETBSD "    components: [vfs]\n    disks: {wd0: {image: tree}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './tree' is not a file; expected the image of a disk\n"},
    {"disks: an empty image",
     NETBSD "    components: [vfs]\n    disks: {wd0: {image: empty.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './empty.img' is not a number of sectors of 512 bytes "
     "above 0; expected the image of a disk\n"},
    {"disks: no whole sectors",
     NETBSD "    components: [vfs]\n    disks: {wd0: {image: odd.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './odd.img' is not a number of sectors of 512 bytes above "
     "0; expected the image of a disk\n"},
    {"disks: an image that is too large",
     NETBSD "    components: [vfs]\n    disks: {wd0: {image: large.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './large.img' is larger than 512 MiB; expected the image "
     "of a disk\n"},
    {"client: a mapping", NETBSD "    client: {main: main.c}\n",
     "m.yaml:5:13: vm 'rk': key 'client': expected C sources, objects or archives like [main.c], "
     "found a mapping\n"},
    {"client: no such file", NETBSD "    client: gone.c\n",
     "m.yaml:5:13: vm 'rk': key 'client': './gone.c' is wrong; expected a file that exists\n"},
    {"client: something else", NETBSD "    client: [main.c, note.txt]\n",
     "m.yaml:5:22: vm 'rk': key 'client': 'note.txt' is wrong; expected a C source (.c), an object "
     "(.o) or an archive (.a)\n"},
    {"params: a text", NETBSD "    params: A\n",
     "m.yaml:5:13: vm 'rk': key 'params': expected names with texts like {RUMP_VERBOSE: 1}, found "
     "'A'\n"},
    {"params: bad name", NETBSD "    params: {A-B: 1}\n",
     "m.yaml:5:14: vm 'rk': key 'params': 'A-B=1' is wrong; expected NAME=VALUE with letters, "
     "digits and '_' in the name\n"},
    {"params: eVM's own", NETBSD "    params: [_RUMPUSER_NCPU=2]\n",
     "m.yaml:5:14: vm 'rk': key 'params': '_RUMPUSER_NCPU=2' is wrong; expected another name: eVM "
     "sets those that begin with _RUMPUSER_; 'hostname' is a key of its own\n"},
    {"hostname", NETBSD "    hostname: a b\n",
     "m.yaml:5:15: vm 'rk': key 'hostname': 'a b' is wrong; expected at most 63 letters, digits, "
     "'-' or '.', a letter or digit first\n"},
    {"a NetBSD VM",
     "netbsd: rump\n" NETBSD "    components: [vfs, dev, dev_disk, fs_ffs, sysproxy, net, "
     "net_net]\n"
     "    client: [main.c]\n    args: a b\n    params: {RUMP_VERBOSE: 1}\n"
     "    hostname: store.example\n"
     "    disks: {wd0: {image: fs.img}}\n    memory: 8M\n    cpu: {priority: 5}\n    critical: no\n"
     "    dormant: yes\n    service: no\n    strict: no\n"
     "  app: {guest: native, program: static.elf, uses: {files: rk, sockets: rk}}\n",
     ""},
    {"the least NetBSD VM", NETBSD, ""},
};
const unsigned netbsd_rule_count = sizeof(netbsd_rules) / sizeof(netbsd_rules[0]);
