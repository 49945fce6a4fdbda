/* SPDX-License-Identifier: BSD-2-Clause */
/* One row for each rule of the manifest. The folder of the test holds what the rows name: static.elf, needy.elf (whose
 * library libabsent.so is missing), script (whose interpreter is), note.txt and the features net and proc. */
#include "rules.h"

#define B16 "b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, "
#define DEEP32 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
#define EIGHT_LINKS(name) "  " name ": {guest: native, program: static.elf, " \
                          "links: [b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K, b+4K]}\n"

const struct rule rules[] = {
    /* ---- The file ---- */
    {"empty file", "", "m.yaml: the file is empty; expected a manifest with 'system:' and 'vms:'\n"},
    {"only a comment", "# nothing\n", "m.yaml: the file is empty; expected a manifest with 'system:' and 'vms:'\n"},
    {"not YAML: bracket", "system: [s\nvms: {}\n",
     "m.yaml:2:4: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence; expected 'key: "
     "value' "
     "lines, indented by blanks\n"},
    {"not YAML: tab", "system: s\nvms:\n\tweb: {}\n",
     "m.yaml:3:1: not valid YAML: found character that cannot start any token while scanning for the next token; "
     "expected "
     "'key: value' lines, indented by blanks\n"},
    {"not UTF-8", "system: \xff\n",
     "m.yaml: not valid YAML: invalid leading UTF-8 octet; expected 'key: value' lines, indented by blanks\n"},
    {"two documents", "system: s\nvms: {}\n---\nsystem: t\n",
     "m.yaml:4:1: a second document begins here; expected one manifest in a file: remove '---'\n"},
    {"alias", "system: &a s\nmemory: *a\n",
     "m.yaml:1:9: an alias (*name) refers to this value: aliases are not supported; write the value out twice\n"},
    {"alias to itself", "system: s\nvms: &v {web: *v}\n",
     "m.yaml:2:6: an alias (*name) refers to this value: aliases are not supported; write the value out twice\n"},
    {"deep within each other", "system: " DEEP32 "\n",
     "m.yaml:1:40: lists and mappings are more than 32 deep within each other here; expected at most 5, as "
     "docs/manifest.md describes\n"},
    {"a list at the top", "- system\n", "m.yaml:1:1: expected a mapping with 'system:' and 'vms:', found a list\n"},
    {"NUL in a text", "system: s\nvms: {app: {guest: native, program: \"static.elf\\0x\"}}\n",
     "m.yaml:2:37: a text has the character NUL in it, which no name, path or argument can have; remove it\n"},
    {"a text at the top", "system\n", "m.yaml:1:1: expected a mapping with 'system:' and 'vms:', found 'system'\n"},

    /* ---- The system ---- */
    {"system missing", "vms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'system' is missing; expected the name of the system\n"},
    {"vms missing", "system: s\n", "m.yaml:1:1: key 'vms' is missing; expected a mapping from names of VMs to what "
     "they are\n"},
    {"vms empty", "system: s\nvms: {}\n", "m.yaml:2:6: key 'vms': has no VM; expected at least one\n"},
    {"vms a list", "system: s\nvms: [web]\n",
     "m.yaml:2:6: key 'vms': expected a mapping from names of VMs to what they are, found a list\n"},
    {"bad system name", "system: my system\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:9: key 'system': 'my system' is a bad name; expected at most 31 letters, digits, '-' or '_', a letter or "
     "digit first\n"},
    {"system: a name that begins like an option", "system: -x\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:9: key 'system': '-x' is a bad name; expected at most 31 letters, digits, '-' or '_', a letter or digit "
     "first\n"},
    {"unknown key of the system", "sytem: s\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'sytem': unknown; did you mean 'system'?\n"},
    {"unknown key near none", "colour: s\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'colour': unknown; expected one of: system, memory, vms, dma, netbsd, switches, "
     "disks, mitigations, spare\n"},
    {"key twice", "system: s\nsystem: t\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:2:1: key 'system': given twice, first in line 1; remove one\n"},
    {"a key that is no word", "? [a]\n: b\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:3: the key is a list; expected a word\n"},
    {"links of the system", "links: {}\n" NATIVE APP, "m.yaml:1:1: key 'links': not supported yet; remove it\n"},
    {"memory of the machine: no size", "memory: lots\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': 'lots' is not a size; expected a number with K, M or G, like 24M\n"},
    {"memory of the machine: a list", "memory: [1]\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': expected a size like 64M, found a list\n"},
    {"memory that does not add up", "memory: 16M\n" NATIVE APP "    memory: 24M\n",
     "m.yaml:1:9: key 'memory': 16M does not hold the VMs' memory (24576 KiB) and kernel, programs and files (1024 "
     "KiB); expected at least 25M\n"},
    {"memory of the machine: more than there is", "memory: 57G\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': 57G is more than a system can use; expected at most 56G\n"},
    {"memory that wraps", NATIVE APP "    memory: 17179869184K\n",
     "m.yaml:6:13: vm 'app': key 'memory': 17179869184K is more than a system can use; expected at most 56G\n"},
    {"memory of all that is more than there is", NATIVE APP "    memory: 40G\n  b:\n    guest: native\n"
     "    program: static.elf\n    memory: 20G\n",
     "m.yaml:1:1: the VMs' memory (61440 MiB) and kernel, programs and files (1 MiB) are more than a machine can have "
     "for them; expected at most 56G\n"},

    /* ---- VMs ---- */
    {"VM name twice", NATIVE APP "  app:\n    guest: native\n",
     "m.yaml:6:3: vm 'app': two VMs have this name, the first in line 3; rename one\n"},
    {"bad VM name", "system: s\nvms:\n  a b: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'a b': bad name; expected at most 31 letters, digits, '-' or '_', a letter or digit first\n"},
    {"name of a root component", "system: s\nvms:\n  sched: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'sched': the name belongs to a root component; choose another\n"},
    {"name of the supervisor's messages", "system: s\nvms:\n  evm: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'evm': the name belongs to the supervisor, whose messages begin with [evm]; choose another\n"},
    {"the same in capitals", "system: s\nvms:\n  EVM: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'EVM': the name belongs to the supervisor, whose messages begin with [evm]; choose another\n"},
    {"VM that is a text", "system: s\nvms:\n  web: linux\n",
     "m.yaml:3:8: vm 'web': expected a mapping with 'guest:' and more, found 'linux'\n"},
    {"VM that is nothing", "system: s\nvms:\n  web:\n",
     "m.yaml:3:7: vm 'web': expected a mapping with 'guest:' and more, found nothing\n"},
    {"VM name that is a list", "system: s\nvms:\n  ? [a]\n  : {guest: native}\n",
     "m.yaml:3:5: the name of a VM is a list; expected a word\n"},
    {"unknown key", LINUX RUN "    memroy: 24M\n", "m.yaml:7:5: vm 'web': key 'memroy': unknown; did you mean "
     "'memory'?\n"},
    {"guest missing", "system: s\nvms:\n  web: {memory: 8M}\n",
     "m.yaml:3:8: vm 'web': key 'guest' is missing; expected 'guest: linux', 'guest: native' or 'guest: netbsd'\n"},
    {"guest misspelt", "system: s\nvms:\n  web: {guest: linus}\n",
     "m.yaml:3:16: vm 'web': guest 'linus': unknown; did you mean 'linux'?\n"},
    {"guest unknown", "system: s\nvms:\n  web: {guest: plan9}\n",
     "m.yaml:3:16: vm 'web': guest 'plan9': unknown; expected linux, native or netbsd\n"},
    {"guest a list", "system: s\nvms:\n  web: {guest: [linux]}\n",
     "m.yaml:3:16: vm 'web': key 'guest': expected linux, native or netbsd, found a list\n"},
    {"the key of the guest misspelt", "system: s\nvms:\n  web: {gest: linux}\n",
     "m.yaml:3:9: vm 'web': key 'gest': unknown; did you mean 'guest'?\n"},
    {"a needed key misspelt", NATIVE "    porgram: static.elf\n",
     "m.yaml:5:5: vm 'app': key 'porgram': unknown; did you mean 'program'?\n"},
    {"restart: good", NATIVE APP "    restart: {when: always, backoff: 1s, max: 20/h}\n"
     "  b: {guest: native, program: static.elf, restart: failure}\n"
     "  c: {guest: native, program: static.elf, restart: {max: 5/s}}\n", ""},
    {"restart: a list", NATIVE APP "    restart: [always]\n",
     "m.yaml:6:14: vm 'app': key 'restart': expected always, failure, never, or a mapping like {when: always, max: "
     "10/min}, found a list\n"},
    {"restart: unknown key", NATIVE APP "    restart: {wen: always}\n",
     "m.yaml:6:15: vm 'app': key 'wen': unknown; did you mean 'when'?\n"},
    {"restart: a list for a time", NATIVE APP "    restart: {backoff: [1s]}\n",
     "m.yaml:6:24: vm 'app': key 'backoff': expected a time like 100ms, found a list\n"},
    {"restart: unknown word", NATIVE APP "    restart: sometimes\n",
     "m.yaml:6:14: vm 'app': key 'restart': 'sometimes' is wrong; expected always, failure, never, or a mapping like "
     "{when: always, max: 10/min}\n"},
    {"restart: yes", NATIVE APP "    restart: yes\n",
     "m.yaml:6:14: vm 'app': key 'restart': 'yes' is wrong; expected always, failure, never, or a mapping like "
     "{when: always, max: 10/min}\n"},
    {"restart: unknown word of a mapping", NATIVE APP "    restart: {when: yes}\n",
     "m.yaml:6:21: vm 'app': key 'when': 'yes' is wrong; expected always, failure or never\n"},
    {"restart: no time", NATIVE APP "    restart: {when: always, backoff: 100}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '100' is wrong; expected a time from 1ms to 1h, like 100ms\n"},
    {"restart: too long a time", NATIVE APP "    restart: {when: always, backoff: 2h}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '2h' is wrong; expected a time from 1ms to 1h, like 100ms\n"},
    {"restart: no pause", NATIVE APP "    restart: {when: always, backoff: 0s}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '0s' is wrong; expected a time from 1ms to 1h, like 100ms\n"},
    {"restart: no rate", NATIVE APP "    restart: {max: 10}\n",
     "m.yaml:6:20: vm 'app': key 'max': '10' is wrong; expected 1 to 10000 restarts in a second, minute or hour, like "
     "10/min\n"},
    {"restart: not once", NATIVE APP "    restart: {max: 0/min}\n",
     "m.yaml:6:20: vm 'app': key 'max': '0/min' is wrong; expected 1 to 10000 restarts in a second, minute or hour, like "
     "10/min\n"},
    {"restart: in a day", NATIVE APP "    restart: {max: 10/day}\n",
     "m.yaml:6:20: vm 'app': key 'max': '10/day' is wrong; expected 1 to 10000 restarts in a second, minute or hour, "
     "like 10/min\n"},
    {"restart: a limit that is never reached", NATIVE APP "    restart: {backoff: 4s}\n",
     "m.yaml:6:24: vm 'app': key 'restart': 10 restarts with pauses of 4000 ms do not fit into half of 60 s, so 'max' "
     "would never be reached; expected fewer, or shorter pauses\n"},
    {"restart: too many", NATIVE APP "    restart: {max: 20/s}\n",
     "m.yaml:6:20: vm 'app': key 'restart': 20 restarts with pauses of 100 ms do not fit into half of 1 s, so 'max' "
     "would never be reached; expected fewer, or shorter pauses\n"},
    {"restart: dormant", NATIVE APP "    dormant: yes\n    restart: always\n",
     "m.yaml:7:14: vm 'app': key 'restart': a dormant VM is started by who asks the booter for it; remove 'restart' or "
     "'dormant'\n"},
    {"links", LINUX RUN "    links: [a]\n", "m.yaml:7:5: vm 'web': key 'links': only for 'guest: native'; remove it\n"},
    {"memory: no size", NATIVE APP "    memory: 24Q\n",
     "m.yaml:6:13: vm 'app': key 'memory': '24Q' is not a size; expected a number with K, M or G, like 24M\n"},
    {"memory: too large a number", NATIVE APP "    memory: 99999999999999999999G\n",
     "m.yaml:6:13: vm 'app': key 'memory': '99999999999999999999G' is not a size; expected a number with K, M or G, "
     "like "
     "24M\n"},
    {"memory: no pages", NATIVE APP "    memory: 1000\n",
     "m.yaml:6:13: vm 'app': key 'memory': 1000 is not a number of pages; expected a multiple of 4K above 0\n"},
    {"memory: none", NATIVE APP "    memory: 0\n",
     "m.yaml:6:13: vm 'app': key 'memory': 0 is not a number of pages; expected a multiple of 4K above 0\n"},
    {"stack", NATIVE APP "    stack: 256K\n", ""},
    {"stack: no size", NATIVE APP "    stack: deep\n",
     "m.yaml:6:12: vm 'app': key 'stack': 'deep' is wrong; expected 4K to 256K in steps of 4K, like 16K\n"},
    {"stack: no pages", NATIVE APP "    stack: 6000\n",
     "m.yaml:6:12: vm 'app': key 'stack': '6000' is wrong; expected 4K to 256K in steps of 4K, like 16K\n"},
    {"stack: none", NATIVE APP "    stack: 0\n",
     "m.yaml:6:12: vm 'app': key 'stack': '0' is wrong; expected 4K to 256K in steps of 4K, like 16K\n"},
    {"stack: too large", NATIVE APP "    stack: 260K\n",
     "m.yaml:6:12: vm 'app': key 'stack': '260K' is wrong; expected 4K to 256K in steps of 4K, like 16K\n"},
    {"stack: no whole page", NATIVE APP "    stack: 3K\n",
     "m.yaml:6:12: vm 'app': key 'stack': '3K' is wrong; expected 4K to 256K in steps of 4K, like 16K\n"},
    {"stack: a list", NATIVE APP "    stack: [8K]\n",
     "m.yaml:6:12: vm 'app': key 'stack': expected a size like 16K, found a list\n"},
    {"stack: of a Linux VM", LINUX RUN "    stack: 16K\n",
     "m.yaml:7:5: vm 'web': key 'stack': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"critical", NATIVE APP "    critical: perhaps\n",
     "m.yaml:6:15: vm 'app': key 'critical': expected yes or no, found 'perhaps'\n"},
    {"service", NATIVE APP "    service: perhaps\n",
     "m.yaml:6:14: vm 'app': key 'service': expected yes or no, found 'perhaps'\n"},
    {"cpu: no mapping", NATIVE APP "    cpu: 5\n",
     "m.yaml:6:10: vm 'app': key 'cpu': expected a mapping like {priority: 100}, found '5'\n"},
    {"cpu: unknown key", NATIVE APP "    cpu: {prioritt: 5}\n",
     "m.yaml:6:11: vm 'app': key 'prioritt': unknown; did you mean 'priority'?\n"},
    {"cpu: its key at the VM", NATIVE APP "    priority: 5\n",
     "m.yaml:6:5: vm 'app': key 'priority': belongs to the key 'cpu'; expected something like 'cpu: {priority: 100}'\n"},
    {"uses: its key at the VM", NATIVE APP "    files: b\n",
     "m.yaml:6:5: vm 'app': key 'files': belongs to the key 'uses'; expected something like 'uses: {files: store}'\n"},
    {"restart: its key at the VM", LINUX RUN "    backoff: 1s\n",
     "m.yaml:7:5: vm 'web': key 'backoff': belongs to the key 'restart'; expected something like 'restart: {when: "
     "always, max: 10/min}'\n"},
    {"cpu: budget", NATIVE APP "    cpu: {budget: 30%}\n", "m.yaml:6:11: vm 'app': key 'budget': not supported yet; "
     "remove it\n"},
    {"cpu: period", NATIVE APP "    cpu: {period: 10ms}\n", "m.yaml:6:11: vm 'app': key 'period': not supported yet; "
     "remove it\n"},
    {"priority: no number", NATIVE APP "    cpu: {priority: high}\n",
     "m.yaml:6:21: vm 'app': key 'priority': expected a number from 1 to 250, found 'high'\n"},
    {"priority: too high", NATIVE APP "    cpu: {priority: 251}\n",
     "m.yaml:6:21: vm 'app': key 'priority': 251 is out of range; expected 1 to 250\n"},
    {"priority: 0", NATIVE APP "    cpu: {priority: 0}\n",
     "m.yaml:6:21: vm 'app': key 'priority': 0 is out of range; expected 1 to 250\n"},

    /* ---- Linux VMs ---- */
    {"root missing", "system: s\nvms:\n  web: {guest: linux, run: a}\n",
     "m.yaml:3:8: vm 'web': key 'root' is missing; expected the list of programs and files that the VM has, like "
     "[/bin/busybox]\n"},
    {"run missing", LINUX, "m.yaml:4:5: vm 'web': key 'run' is missing; expected the command that the VM runs, like "
     "[/bin/busybox, sh]\n"},
    {"root a text", "system: s\nvms:\n  web:\n    guest: linux\n    root: /bin/busybox\n" RUN,
     "m.yaml:5:11: vm 'web': key 'root': expected a list of paths like [/bin/busybox, \"www:/var/www\"], found "
     "'/bin/busybox'\n"},
    {"key of a native VM", LINUX RUN "    ports: [0x80]\n",
     "m.yaml:7:5: vm 'web': key 'ports': only for 'guest: native'; remove it\n"},
    {"feature misspelt", LINUX RUN "    features: [prco]\n",
     "m.yaml:7:16: vm 'web': feature 'prco': unknown; did you mean 'proc'?\n"},
    {"feature unknown", LINUX RUN "    features: [proc, bluetooth]\n",
     "m.yaml:7:22: vm 'web': feature 'bluetooth': unknown; expected one of: disk, eth, net, proc\n"},
    {"memory too small for the guest", LINUX RUN "    memory: 1M\n",
     "m.yaml:7:13: vm 'web': key 'memory': 1M is too small for a Linux guest with %BUSYBOX% KiB of files; expected at "
     "least "
     "%LEAST%M\n"},
    {"env: empty", LINUX RUN "    env: {}\n", ""},
    {"root: missing file", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, /no/such]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '/no/such' does not exist; expected a file or folder of this machine\n"},
    {"root: missing file of a pair", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"x:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: './x' cannot be read: No such file or directory; expected a file or folder\n"},
    {"root: the whole machine", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, //]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '//' is all of this machine; expected the files and folders that the VM needs\n"},
    {"root: the whole machine by a link", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"all:/x\", /proc/self/root]\n" RUN,
     "m.yaml:5:26: vm 'web': root: './all' is all of this machine; expected the files and folders that the VM needs\n"
     "m.yaml:5:36: vm 'web': root: '/proc/self/root' is in '/proc', where the kernel makes files as they are read; remove "
     "it: the VM has its own\n"},
    {"root: relative path", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, note.txt]\n" RUN,
     "m.yaml:5:26: vm 'web': root: 'note.txt' is not an absolute path; expected one, or \"host:guest\" like "
     "\"note.txt:/note.txt\"\n"},
    {"root: two things in one place", "system: s\nvms:\n  web:\n    guest: linux\n    root:\n      - /bin/busybox\n"
     "      - \"note.txt:/x\"\n      - \"script:/x\"\n" RUN,
     "m.yaml:8:9: vm 'web': root: two different things are to be at '/x'; remove one\n"},
    {"root: a library is missing", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"needy.elf:/needy\"]\n"
     RUN, "m.yaml:5:26: vm 'web': root: '%FOLDER%/needy.elf' needs the library 'libabsent.so', which is not found; "
      "install it, "
     "or add \"path/to/libabsent.so:/usr/lib/libabsent.so\" to root\n"},
    {"root: the library is put there", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"needy.elf:/needy\", "
     "\"note.txt:/usr/lib/libabsent.so\"]\n" RUN, ""},
    {"root: an interpreter is missing", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"script:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/script' needs the interpreter '/no/such/shell', which does not exist; "
     "install "
     "it\n"},
    {"root: a library that is none", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"greedy.elf:/x\", "
     "\"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/greedy.elf' needs the library '/etc/shadow', which is no program or library; expected a program or library that all "
     "may read: it is not in the VM\n"},
    {"root: an interpreter that is none", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"curious.elf:/x\", "
     "\"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/curious.elf' needs the interpreter '/etc/shadow', which is no program or library; expected a program or library that all "
     "may read: it is not in the VM\n"},
    {"root: a folder for an interpreter", "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"lost.elf:/x\", "
     "\"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/lost.elf' needs the interpreter '/', which is no file; expected a program or library that all "
     "may read: it is not in the VM\n"},
    {"root: a library at a place that depends on where it is started", "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"grasping.elf:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/grasping.elf' needs the library '../x.so', whose place depends on "
     "the folder in which the program is started; expected a name without '/', or an absolute path\n"},
    {"root: a folder with a script whose interpreter is missing", "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"tree:/tree\"]\n" RUN, ""},
    {"run: such a script", "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"tree:/tree\"]\n    run: "
     "[/tree/script]\n",
     "m.yaml:6:11: vm 'web': root: '%FOLDER%/tree/script' needs the interpreter '/no/such/shell', which does not "
     "exist; "
     "install it\n"},
    {"run: such a program", "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"tree:/tree\"]\n    run: "
     "/tree/needy.elf x\n",
     "m.yaml:6:10: vm 'web': root: '%FOLDER%/tree/needy.elf' needs the library 'libabsent.so', which is not found; "
     "install it, "
     "or add \"path/to/libabsent.so:/usr/lib/libabsent.so\" to root\n"},
    {"run: not in root", LINUX "    run: busibox\n",
     "m.yaml:6:10: vm 'web': key 'run': no program 'busibox' in root; did you mean '%BUSYBOX_PATH%'?\n"},
    {"run: not in root, near none", LINUX "    run: [/usr/sbin/nginx]\n",
     "m.yaml:6:11: vm 'web': key 'run': no program '/usr/sbin/nginx' in root; add it to root\n"},
    {"run: a script that is not executable", "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"idle.sh:/idle\"]\n"
     "    run: [/idle]\n",
     "m.yaml:6:11: vm 'web': key 'run': '/idle' is not executable; make it so: chmod +x %FOLDER%/idle.sh\n"},
    {"run: the same by its name", "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"idle.sh:/tools/idle\", "
     "\"idle.sh:/x\"]\n    env: {PATH: \"/bin:/tools\"}\n    run: idle\n",
     "m.yaml:7:10: vm 'web': key 'run': '/tools/idle' is not executable; make it so: chmod +x %FOLDER%/idle.sh\n"},
    {"run: open quote", LINUX "    run: busybox echo 'x\n",
     "m.yaml:6:10: vm 'web': key 'run': a quote is not closed; close it\n"},
    {"run: empty list", LINUX "    run: []\n",
     "m.yaml:6:10: vm 'web': key 'run': expected a command like [/bin/busybox, sh], found an empty list\n"},
    {"env: a text", LINUX RUN "    env: A=1\n",
     "m.yaml:7:10: vm 'web': key 'env': expected names with texts like {LANG: C}, found 'A=1'\n"},
    {"env: no assignment", LINUX RUN "    env: [A]\n", "m.yaml:7:11: vm 'web': key 'env': 'A' is wrong; expected "
     "NAME=VALUE\n"},

    /* ---- Native VMs ---- */
    {"program missing", NATIVE, "m.yaml:4:5: vm 'app': key 'program' is missing; expected the path of an ELF file\n"},
    {"key of a Linux VM", NATIVE APP "    features: [net]\n",
     "m.yaml:6:5: vm 'app': key 'features': only for 'guest: linux'; remove it\n"},
    {"program: for another system", NATIVE "    program: kernel.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './kernel.elf' is a program for another system: it lacks the symbol "
     "evm_component of lib/cos; expected a static x86-64 ELF program for COS\n"},
    {"program: no such file", NATIVE "    program: gone.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './gone.elf' does not exist; expected a static x86-64 ELF program for "
     "COS\n"},
    {"program: no ELF", NATIVE "    program: note.txt\n",
     "m.yaml:5:14: vm 'app': key 'program': './note.txt' is not an ELF file; expected a static x86-64 ELF program for "
     "COS\n"},
    {"program: a folder", NATIVE "    program: .\n",
     "m.yaml:5:14: vm 'app': key 'program': './.' is a folder; expected a static x86-64 ELF program for COS\n"},
    {"program: dynamic", NATIVE "    program: needy.elf\n",
     "m.yaml:5:14: vm 'app': key 'program': './needy.elf' is dynamically linked; expected a static x86-64 ELF program "
     "for "
     "COS\n"},
    {"ports: no range", NATIVE APP "    ports: [0x3ff-0x3f8]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3ff-0x3f8' is wrong; expected a port or range within 0-0xffff, like "
     "0x3f8-0x3ff\n"},
    {"ports: too high", NATIVE APP "    ports: 0x10000\n",
     "m.yaml:6:12: vm 'app': key 'ports': '0x10000' is wrong; expected a port or range within 0-0xffff, like "
     "0x3f8-0x3ff\n"},
    {"ports: too many", NATIVE APP "    ports: [16, 17, 18, 19, 22, 23, 24, 25, 26]\n",
     "m.yaml:6:45: vm 'app': key 'ports': 9 entries; expected at most 8\n"},
    {"irqs", NATIVE APP "    irqs: [16]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '16' is wrong; expected an interrupt line from 0 to 15\n"},
    {"pci: no device", NATIVE APP "    pci: [1af4]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '1af4' is wrong; expected vendor:device like 1af4:1041, or 1af4:1041:1 for the "
     "second such\n"},
    {"pci: bad index", NATIVE APP "    pci: [\"1af4:1041:x\"]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '1af4:1041:x' is wrong; expected vendor:device like 1af4:1041, or 1af4:1041:1 "
     "for the second such\n"},
    {"pci: taken", NATIVE APP "    pci: [\"1af4:1041\", \"1af4:1041:1\"]\n"
     "  b: {guest: native, program: static.elf, pci: [\"1AF4:1041:1\"]}\n",
     "m.yaml:7:49: vm 'b': key 'pci': '1AF4:1041:1' is wrong; expected a device that no VM has been given yet\n"},
    {"pci: too many", NATIVE APP "    pci: [\"1af4:1041\", \"1af4:1041:1\", \"1af4:1041:2\", \"1af4:1042\", "
     "\"1af4:1044\"]\n",
     "m.yaml:6:67: vm 'app': key 'pci': 5 entries; expected at most 4\n"},
    {"dma", "dma: trusted\n" NATIVE APP "    pci: \"1af4:1000\"\n", ""},
    {"dma: of a VM", NATIVE APP "    pci: \"1af4:1000\"\n    dma: trusted\n", ""},
    {"dma: an IOMMU", "dma: iommu\n" NATIVE APP "    pci: [\"1af4:1041\", \"1af4:0fff\", \"1af4:1040\"]\n", ""},
    {"dma: unknown", "dma: no\n" NATIVE APP "    pci: \"1af4:1041\"\n",
     "m.yaml:1:6: key 'dma': 'no' is unknown; expected iommu or trusted\n"},
    {"dma: unknown of a VM", NATIVE APP "    pci: \"1af4:1041\"\n    dma: trust\n",
     "m.yaml:7:10: vm 'app': key 'dma': 'trust' is unknown; expected iommu or trusted\n"},
    {"dma: a list", NATIVE APP "    pci: \"1af4:1041\"\n    dma: [trusted]\n",
     "m.yaml:7:10: vm 'app': key 'dma': expected iommu or trusted, found a list\n"},
    {"dma: no device", NATIVE APP "    dma: trusted\n",
     "m.yaml:6:10: vm 'app': key 'dma': it has no PCI devices; expected this key beside 'pci' only\n"},
    {"dma: of a Linux VM", LINUX RUN "    dma: trusted\n",
     "m.yaml:7:5: vm 'web': key 'dma': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"dma: a transitional device", NATIVE APP "    pci: [\"1af4:103f\"]\n",
     "m.yaml:6:10: vm 'app': key 'pci': 1af4:103f is a transitional virtio device, which accesses memory behind an "
     "IOMMU's back; expected one of virtio 1.x, like 1af4:1041, or 'dma: trusted'\n"},
    {"dma: a transitional device of a VM that is not trusted", "dma: trusted\n" NATIVE APP
     "    pci: [\"1af4:1000\"]\n    dma: iommu\n",
     "m.yaml:7:10: vm 'app': key 'pci': 1af4:1000 is a transitional virtio device, which accesses memory behind an "
     "IOMMU's back; expected one of virtio 1.x, like 1af4:1041, or 'dma: trusted'\n"},
    {"links: no size", NATIVE APP "    links: [b]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': 'b' is wrong; expected NAME+SIZE with a multiple of 4K up to 2M\n"},
    {"links: too large", NATIVE APP "    links: [b+4M]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': 'b+4M' is wrong; expected NAME+SIZE with a multiple of 4K up to 2M\n"},
    {"links: nobody", NATIVE APP "    links: [c+4K]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'links': no VM 'c'; expected the name of another native VM\n"},
    {"links: too many to one", NATIVE APP "    links: [b+4K, b+4K, b+4K, b+4K, b+4K]\n"
     EIGHT_LINKS("c") EIGHT_LINKS("d") EIGHT_LINKS("e") EIGHT_LINKS("f") EIGHT_LINKS("g")
     EIGHT_LINKS("h") EIGHT_LINKS("i") EIGHT_LINKS("j") "  b: {guest: native, program: static.elf}\n",
     "m.yaml:14:69: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and signals\n"
     "m.yaml:14:75: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and signals\n"
     "m.yaml:14:81: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and signals\n"
     "m.yaml:14:87: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and signals\n"
     "m.yaml:14:93: vm 'j': key 'links': 'b+4K' is wrong; expected a VM with at most 64 links and signals\n"},
    {"links: too many signals", NATIVE APP "    links: [b+4K, b+4K, b+4K]\n    signals: [" B16 B16 B16 "b, b, b, b, b, b, b, b, b, "
     "b, b, b, b, b]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:198: vm 'app': key 'signals': 'b' is wrong; expected at most 64 signals, those of links included\n"},
    {"ports: a DMA controller", NATIVE APP "    ports: [0x0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x0' is wrong; expected ports that a VM may have: 0x0-0xf (a DMA controller, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: the first interrupt controller", NATIVE APP "    ports: [0x21]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x21' is wrong; expected ports that a VM may have: 0x20-0x21 (the first interrupt controller) is "
     "the kernel's; leave it out\n"},
    {"ports: the timer", NATIVE APP "    ports: [0x3f-0x40]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3f-0x40' is wrong; expected ports that a VM may have: 0x40-0x43 (the timer) is "
     "the kernel's; leave it out\n"},
    {"ports: the timer's gate", NATIVE APP "    ports: [0x60-0x64]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x60-0x64' is wrong; expected ports that a VM may have: 0x61 (the timer's gate) is "
     "the kernel's; leave it out\n"},
    {"ports: the clock", NATIVE APP "    ports: [0x71]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x71' is wrong; expected ports that a VM may have: 0x70-0x77 (the clock and its memory) is "
     "the booter's; leave it out\n"},
    {"ports: pages of a DMA controller", NATIVE APP "    ports: [0x80-0x81]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x80-0x81' is wrong; expected ports that a VM may have: 0x81-0x8f (pages of a DMA controller, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: a way to reset", NATIVE APP "    ports: [0x92]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x92' is wrong; expected ports that a VM may have: 0x92 (a way to reset the machine) is "
     "nobody's; leave it out\n"},
    {"ports: the second interrupt controller", NATIVE APP "    ports: [0xa0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xa0' is wrong; expected ports that a VM may have: 0xa0-0xa1 (the second interrupt controller) is "
     "the kernel's; leave it out\n"},
    {"ports: calls of the firmware", NATIVE APP "    ports: [0xb2]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xb2' is wrong; expected ports that a VM may have: 0xb2-0xb3 (calls of the firmware) is "
     "nobody's; leave it out\n"},
    {"ports: the second DMA controller", NATIVE APP "    ports: [0xdf-0xe0]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xdf-0xe0' is wrong; expected ports that a VM may have: 0xc0-0xdf (a DMA controller, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: the word on the system's end", NATIVE APP "    ports: [0xe0-0xef]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xe0-0xef' is wrong; expected ports that a VM may have: 0xe9 (the word on the "
     "system's end) is the supervisor's; leave it out\n"},
    {"ports: the end of the system", NATIVE APP "    ports: [0xf4]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xf4' is wrong; expected ports that a VM may have: 0xf4 (the end of the system) is "
     "the supervisor's; leave it out\n"},
    {"ports: the serial line", NATIVE APP "    ports: [0x3f8-0x3ff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3f8-0x3ff' is wrong; expected ports that a VM may have: 0x3f8-0x3ff (the serial line) is "
     "the console's; leave it out\n"},
    {"ports: the last port of the serial line", NATIVE APP "    ports: [0x3ff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x3ff' is wrong; expected ports that a VM may have: 0x3f8-0x3ff (the serial line) is "
     "the console's; leave it out\n"},
    {"ports: high pages of a DMA controller", NATIVE APP "    ports: [0x480]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x480' is wrong; expected ports that a VM may have: 0x480-0x48f (pages of a DMA controller, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: kinds of lines", NATIVE APP "    ports: [0x4d1]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x4d1' is wrong; expected ports that a VM may have: 0x4d0-0x4d1 (the kinds of interrupt lines) is "
     "the kernel's; leave it out\n"},
    {"ports: the emulator's configuration", NATIVE APP "    ports: [0x514]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x514' is wrong; expected ports that a VM may have: 0x510-0x51b (the emulator's configuration, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: power management", NATIVE APP "    ports: [0x604-0x605]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0x604-0x605' is wrong; expected ports that a VM may have: 0x600-0x67f (power management) is "
     "the supervisor's; leave it out\n"},
    {"ports: PCI configuration", NATIVE APP "    ports: [0xcf8-0xcff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xcf8-0xcff' is wrong; expected ports that a VM may have: 0xcf8-0xcff (PCI configuration space and a way to reset the machine) is "
     "the booter's; leave it out\n"},
    {"ports: the reset port", NATIVE APP "    ports: [0xcf9]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0xcf9' is wrong; expected ports that a VM may have: 0xcf8-0xcff (PCI configuration space and a way to reset the machine) is "
     "the booter's; leave it out\n"},
    {"ports: all", NATIVE APP "    ports: [0-0xffff]\n",
     "m.yaml:6:13: vm 'app': key 'ports': '0-0xffff' is wrong; expected ports that a VM may have: 0x0-0xf (a DMA controller, which accesses all memory) is "
     "nobody's; leave it out\n"},
    {"ports: beside those of others", NATIVE APP
     "    ports: [0x10-0x1f, 0x22-0x3f, 0x44-0x60, 0x62-0x6f, 0x78-0x80, 0xf5-0x3f7, 0x400-0x47f, 0xd00-0xffff]\n", ""},
    {"ports: of two VMs", NATIVE APP "    ports: [0x300-0x30f]\n"
     "  b: {guest: native, program: static.elf, ports: [0x2f8, 0x30f-0x310]}\n",
     "m.yaml:7:58: vm 'b': key 'ports': '0x30f-0x310' is wrong; expected ports that no other VM has: 0x300-0x30f is for "
     "'app'; take it from one of them\n"},
    {"ports: of two VMs, side by side", NATIVE APP "    ports: [0x300-0x30f]\n"
     "  b: {guest: native, program: static.elf, ports: [0x310-0x31f]}\n", ""},
    {"irqs: the timer", NATIVE APP "    irqs: [0]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '0' is wrong; expected a line that a VM may have: 0 (the timer) is the "
     "kernel's; leave it out\n"},
    {"irqs: the second controller", NATIVE APP "    irqs: [1, 2]\n",
     "m.yaml:6:15: vm 'app': key 'irqs': '2' is wrong; expected a line that a VM may have: 2 (the second interrupt "
     "controller) is the kernel's; leave it out\n"},
    {"irqs: the serial line", NATIVE APP "    irqs: [4]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '4' is wrong; expected a line that a VM may have: 4 (the serial line) is the "
     "console's; leave it out\n"},
    {"irqs: the clock", NATIVE APP "    irqs: [8]\n",
     "m.yaml:6:12: vm 'app': key 'irqs': '8' is wrong; expected a line that a VM may have: 8 (the clock) is nobody's; "
     "leave it out\n"},
    {"irqs: twice", NATIVE APP "    irqs: [5, 5]\n",
     "m.yaml:6:15: vm 'app': key 'irqs': '5' is wrong; expected a line that it does not have yet: 5 is given before; "
     "remove one\n"},
    {"ports: twice", NATIVE APP "    ports: [0x300-0x30f, 0x308]\n",
     "m.yaml:6:26: vm 'app': key 'ports': '0x308' is wrong; expected ports that it does not have yet: 0x300-0x30f is "
     "given before; remove one\n"},
    {"mmio: overlapping", NATIVE APP "    mmio: [0xfed00000+8K, 0xfed01000+4K]\n",
     "m.yaml:6:27: vm 'app': key 'mmio': '0xfed01000+4K' is wrong; expected memory that it does not have yet: "
     "0xfed00000-0xfed01fff is given before; remove one\n"},
    {"mmio: low RAM", NATIVE APP "    mmio: [0x9f000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0x9f000+8K' is wrong; expected memory of a device: 0x0-0x9ffff is RAM\n"},
    {"mmio: RAM", "memory: 64M\n" NATIVE APP "    mmio: [0x3fff000+8K]\n",
     "m.yaml:7:12: vm 'app': key 'mmio': '0x3fff000+8K' is wrong; expected memory of a device: 0x100000-0x3ffffff is "
     "RAM\n"},
    {"mmio: the memory that the system needs", NATIVE APP "    mmio: 0x100000+4K\n    memory: 7M\n",
     "m.yaml:6:11: vm 'app': key 'mmio': '0x100000+4K' is wrong; expected memory of a device: 0x100000-0x7fffff is "
     "RAM\n"},
    {"mmio: RAM above devices", "memory: 4G\n" NATIVE APP "    mmio: [0x100000000+4K, 0x120000000+4K]\n",
     "m.yaml:7:12: vm 'app': key 'mmio': '0x100000000+4K' is wrong; expected memory of a device: "
     "0x100000000-0x11fffffff is RAM\n"},
    {"mmio: video memory", NATIVE APP "    mmio: [0xa0000+128K]\n", ""},
    {"irqs: of two VMs", NATIVE APP "    irqs: [5]\n  b: {guest: native, program: static.elf, irqs: [6, 5]}\n",
     "m.yaml:7:53: vm 'b': key 'irqs': '5' is wrong; expected a line that no other VM has: 5 is for 'app'; take it from "
     "one of them\n"},
    {"mmio: I/O interrupt controllers", NATIVE APP "    mmio: [0xfec00000+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfec00000+4K' is wrong; expected memory that a VM may have: "
     "0xfec00000-0xfecfffff (I/O interrupt controllers) is the kernel's; leave it out\n"},
    {"mmio: the CPU's interrupt controller", NATIVE APP "    mmio: [0xfed20000+4M]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed20000+4M' is wrong; expected memory that a VM may have: "
     "0xfee00000-0xfeefffff (the CPU's interrupt controller) is the kernel's; leave it out\n"},
    {"mmio: the chipset", NATIVE APP "    mmio: [0xfed1f000+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed1f000+4K' is wrong; expected memory that a VM may have: "
     "0xfed1c000-0xfed1ffff (the chipset's configuration) is nobody's; leave it out\n"},
    {"mmio: the firmware", NATIVE APP "    mmio: [0xfffff000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfffff000+8K' is wrong; expected memory that a VM may have: "
     "0xff000000-0xffffffff (the firmware) is nobody's; leave it out\n"},
    {"mmio: of two VMs", NATIVE APP "    mmio: [0xfed00000+8K]\n"
     "  b: {guest: native, program: static.elf, mmio: 0xfed01000+4K}\n",
     "m.yaml:7:49: vm 'b': key 'mmio': '0xfed01000+4K' is wrong; expected memory that no other VM has: "
     "0xfed00000-0xfed01fff is for 'app'; take it from one of them\n"},
    {"mmio: of two VMs, side by side", NATIVE APP "    mmio: [0xfed00000+4K, 0xfec0000000+4K]\n"
     "  b: {guest: native, program: static.elf, mmio: 0xfed01000+4K}\n", ""},
    {"mmio: the last page", NATIVE APP "    mmio: [0xfffffff000+4K]\n", ""},
    {"mmio: beyond", NATIVE APP "    mmio: [0xfffffff000+8K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfffffff000+8K' is wrong; expected memory below 1 TiB (0x10000000000)\n"},
    {"pci: the chipset", NATIVE APP "    pci: [\"8086:2918\"]\n",
     "m.yaml:6:11: vm 'app': key 'pci': '8086:2918' is wrong; expected a device that a VM may have: 8086:2918 (the "
     "chipset) is nobody's; leave it out\n"},
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
    {"mmio: no size", NATIVE APP "    mmio: [0xfed00000]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed00000' is wrong; expected address+size in whole pages, like "
     "0xfed00000+4K\n"},
    {"mmio: no pages", NATIVE APP "    mmio: [0xfed00010+4K]\n",
     "m.yaml:6:12: vm 'app': key 'mmio': '0xfed00010+4K' is wrong; expected address+size in whole pages, like "
     "0xfed00000+4K\n"},
    {"calls: unknown", NATIVE APP "    calls: [stor]\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'calls': no VM 'stor'; did you mean 'store'?\n"},
    {"calls: near none", NATIVE APP "    calls: [x]\n",
     "m.yaml:6:13: vm 'app': key 'calls': no VM 'x'; expected the name of another native VM\n"},
    {"calls: a NetBSD VM", "system: s\nvms:\n  rk: {guest: netbsd}\n  app: {guest: native, program: static.elf, "
     "calls: [rk]}\n",
     "m.yaml:4:53: vm 'app': key 'calls': 'rk' is wrong; expected a native VM; one with a NetBSD guest is named by "
     "'uses'\n"},
    {"signals: a NetBSD VM", "system: s\nvms:\n  rk: {guest: netbsd}\n  app: {guest: native, program: static.elf, "
     "signals: [rk]}\n",
     "m.yaml:4:55: vm 'app': key 'signals': 'rk' is wrong; expected a native VM\n"},
    {"calls: itself", NATIVE APP "    calls: [app]\n",
     "m.yaml:6:13: vm 'app': key 'calls': 'app' is wrong; expected another VM than itself\n"},
    {"calls: a Linux VM", LINUX RUN "  app: {guest: native, program: static.elf, calls: [web]}\n",
     "m.yaml:7:53: vm 'app': key 'calls': 'web' is wrong; expected a native VM; one with a Linux guest has no gates\n"},
    {"calls: no such entry", NATIVE APP "    calls: [b, \"b:2\"]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:16: vm 'app': key 'calls': 'b' has no entry 2; define the function evm_gate_2 in its program\n"},
    {"calls: no entry at all", NATIVE APP "    calls: b\n  b: {guest: native, program: plain.elf}\n",
     "m.yaml:6:12: vm 'app': key 'calls': 'b' has no entry 0; define the function evm_gate_0 in its program\n"},
    {"uses: no entry", NATIVE APP "    uses: {files: b, sockets: c}\n  b: {guest: native, program: plain.elf}\n"
     "  c: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': 'b' has no entry 0; define the function evm_gate_0 in its program\n"},
    {"calls: bad gate", NATIVE APP "    calls: [\"b:4\"]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'calls': 'b:4' is wrong; expected NAME or NAME:GATE with a gate from 0 to 3\n"},
    {"signals: unknown", NATIVE APP "    signals: stor\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:14: vm 'app': key 'signals': no VM 'stor'; did you mean 'store'?\n"},
    {"signals: itself", NATIVE APP "    signals: [app]\n",
     "m.yaml:6:15: vm 'app': key 'signals': 'app' is wrong; expected another VM than itself\n"},
    {"calls: too many", NATIVE APP "    calls: [b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b]\n"
     "  b: {guest: native, program: static.elf}\n", "m.yaml:6:61: vm 'app': key 'calls': 17 entries; expected at most "
     "16\n"},

    /* ---- What a native VM uses ---- */
    {"uses: a text", NATIVE APP "    uses: store\n",
     "m.yaml:6:11: vm 'app': key 'uses': expected a mapping like {files: store, sockets: net}, found 'store'\n"},
    {"uses: unknown kind", NATIVE APP "    uses: {file: b}\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:12: vm 'app': key 'file': unknown; did you mean 'files'?\n"},
    {"uses: a list", NATIVE APP "    uses: {files: [b]}\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': expected the name of a VM, found a list\n"},
    {"uses: unknown VM", NATIVE APP "    uses: {files: stor}\n  store: {guest: native, program: static.elf}\n",
     "m.yaml:6:19: vm 'app': key 'files': no VM 'stor'; did you mean 'store'?\n"},
    {"uses: near none", NATIVE APP "    uses: {sockets: x}\n",
     "m.yaml:6:21: vm 'app': key 'sockets': no VM 'x'; expected the name of a VM that serves sockets\n"},
    {"uses: itself", NATIVE APP "    uses: {files: app}\n",
     "m.yaml:6:19: vm 'app': key 'files': 'app' is wrong; expected another VM than itself\n"},
    {"uses: a Linux VM", LINUX RUN "  app: {guest: native, program: static.elf, uses: {files: web}}\n",
     "m.yaml:7:59: vm 'app': key 'files': 'web' is wrong; expected a VM with a NetBSD guest\n"},
    {"uses: in a Linux VM", LINUX RUN "    uses: {files: web}\n",
     "m.yaml:7:5: vm 'web': key 'uses': only for 'guest: native'; remove it\n"},
    {"link: no size", NATIVE APP "    uses: {files: b}\n    link: big\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 'big' is not a size; expected a number with K, M or G, like 24M\n"},
    {"link: no pages", NATIVE APP "    uses: {files: b}\n    link: 100\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 100 is not a number of pages; expected a multiple of 4K above 0\n"},
    {"link: too large", NATIVE APP "    uses: {files: b}\n    link: 4M\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:11: vm 'app': key 'link': 4M is too large; expected at most 2M\n"},
    {"link: with nobody", NATIVE APP "    link: 4K\n",
     "m.yaml:6:11: vm 'app': key 'link': there is nobody to share it with; add 'uses', or remove it\n"},
    {"uses", NATIVE APP "    uses: {files: b, sockets: c}\n    link: 2M\n  b: {guest: native, program: static.elf}\n"
     "  c: {guest: native, program: static.elf}\n", ""},

    /* ---- NetBSD VMs ---- */
    {"key of another VM", NETBSD "    ports: [0x80]\n",
     "m.yaml:5:5: vm 'rk': key 'ports': only for 'guest: native'; remove it\n"},
    {"key of two other guests: pci", LINUX RUN "    pci: \"8086:10d3\"\n",
     "m.yaml:7:5: vm 'web': key 'pci': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"netbsd: bad device", NETBSD "    components: [pci]\n    pci: wm\n",
     "m.yaml:6:10: vm 'rk': key 'pci': 'wm' is wrong; expected vendor:device like 1af4:1041, or 1af4:1041:1 for the "
     "second such\n"},
    {"netbsd: a device without the component", NETBSD "    pci: \"8086:10d3\"\n",
     "m.yaml:5:10: vm 'rk': key 'pci' needs the component 'pci'; add it to 'components'\n"},
    {"netbsd: a device", NETBSD "    components: [pci]\n    pci: \"8086:10d3\"\n", ""},
    {"key of two other guests", LINUX RUN "    args: x\n",
     "m.yaml:7:5: vm 'web': key 'args': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"netbsd: no such folder", "netbsd: gone\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./gone: has no librump.a: No such file or directory; expected a folder with the "
     "archives of NetBSD's rump kernel, in itself, its lib or its usr/lib\n"},
    {"netbsd: no archives", "netbsd: tree\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./tree: has no librump.a; expected a folder with the archives of NetBSD's rump kernel, "
     "in itself, its lib or its usr/lib\n"},
    {"netbsd: no release set", "netbsd: note.txt\n" NETBSD,
     "m.yaml:1:9: key 'netbsd': ./note.txt: Unrecognized archive format; expected a folder or a release set like "
     "comp.tar.xz\n"},
    {"components: a text", NETBSD "    components: vfs\n",
     "m.yaml:5:17: vm 'rk': key 'components': expected a list of components like [vfs, ffs], found 'vfs'\n"},
    {"components: misspelt", NETBSD "    components: [vsf]\n",
     "m.yaml:5:18: vm 'rk': component 'vsf': unknown; did you mean 'vfs'?\n"},
    {"components: near none", NETBSD "    components: [bluetooth]\n",
     "m.yaml:5:18: vm 'rk': component 'bluetooth': there is no archive of that name; 'evm import netbsd PATH' lists "
     "those that there are\n"},
    {"components: several", NETBSD "    components: [\"null\"]\n",
     "m.yaml:5:18: vm 'rk': component 'null': there are several; expected 'dev_null' or 'fs_null'\n"},
    {"components: twice", NETBSD "    components: [vfs, vfs]\n",
     "m.yaml:5:23: vm 'rk': component 'vfs' is there twice; remove one\n"},
    {"components: needs another", NETBSD "    components: [vfs, ffs]\n",
     "m.yaml:5:23: vm 'rk': component 'ffs' needs 'disk' (symbol rumpns_disk); add it to 'components'\n"},
    {"components: needs two others", NETBSD "    components: [disk]\n",
     "m.yaml:5:18: vm 'rk': component 'disk' needs 'dev' (symbol rumpns_dev); add it to 'components'\n"
     "m.yaml:5:18: vm 'rk': component 'disk' needs 'vfs' (symbol rumpns_vfs); add it to 'components'\n"},
    {"components: needs one of two", NETBSD "    components: [config]\n",
     "m.yaml:5:18: vm 'rk': component 'config' needs 'net_net' or 'sockin' (symbol rumpns_ifunit); add one of them to "
     "'components'\n"},
    {"components: exclude each other", NETBSD "    components: [sockin, net_net]\n",
     "m.yaml:5:18: vm 'rk': components 'net_net' and 'sockin' exclude each other: both define rumpns_ifunit; remove "
     "one\n"},
    {"components: needs what there is not", NETBSD "    components: [virtif]\n",
     "m.yaml:5:18: vm 'rk': component 'virtif' needs 'rumpcomp_virt_create', which neither eVM nor a component has; "
     "remove it\n"},
    {"components: for those that use it", NETBSD "  app: {guest: native, program: static.elf, uses: {files: rk}}\n",
     "m.yaml:3:3: vm 'rk': another VM uses it, which needs the component 'sysproxy'; add it to 'components'\n"},
    {"disks: without vfs", NETBSD "    disks: {wd0: {image: fs.img}}\n",
     "m.yaml:5:12: vm 'rk': key 'disks' needs the component 'vfs'; add it to 'components'\n"},
    {"disks: a list", NETBSD "    disks: [fs.img]\n",
     "m.yaml:5:12: vm 'rk': key 'disks': expected a mapping like {wd0: {image: fs.img}}, or {ubda: data} with a disk "
     "of the system, found a list\n"},
    {"disks: no such disk of the system", NETBSD "    components: [vfs]\n    disks: {wd0: fs.img}\n",
     "m.yaml:6:18: vm 'rk': disk 'wd0': no disk 'fs.img'; expected one of the system's key 'disks'\n"},
    {"disks: no image", NETBSD "    disks: {wd0: {}}\n",
     "m.yaml:5:18: vm 'rk': disk 'wd0': key 'image' is missing; expected the path of a disk image\n"},
    {"disks: unknown key", NETBSD "    disks: {wd0: {imgae: fs.img}}\n",
     "m.yaml:5:19: vm 'rk': disk 'wd0': key 'imgae': unknown; did you mean 'image'?\n"},
    {"disks: size", NETBSD "    components: [vfs]\n    disks: {wd0: {image: fs.img, size: 1M}}\n",
     "m.yaml:6:34: vm 'rk': disk 'wd0': key 'size': not supported yet; remove it\n"},
    {"disks: twice", NETBSD "    components: [vfs]\n    disks: {wd0: {image: fs.img}, wd0: {image: fs.img}}\n",
     "m.yaml:6:35: vm 'rk': key 'disks': disk 'wd0' is given twice; remove one\n"},
    {"disks: a list for a name", NETBSD "    disks: {[a]: {image: fs.img}}\n",
     "m.yaml:5:13: vm 'rk': key 'disks': the name of a disk is a list; expected a word\n"},
    {"disks: bad name", NETBSD "    components: [vfs]\n    disks: {w-0: {image: fs.img}}\n",
     "m.yaml:6:13: vm 'rk': disk 'w-0': bad name; expected at most 10 letters and digits, a letter first\n"},
    {"disks: long name", NETBSD "    components: [vfs]\n    disks: {abcdefghijk: {image: fs.img}}\n",
     "m.yaml:6:13: vm 'rk': disk 'abcdefghijk': bad name; expected at most 10 letters and digits, a letter first\n"},
    {"disks: too many", NETBSD "    components: [vfs]\n    disks: {a: {image: fs.img}, b: {image: fs.img}, c: {image: "
     "fs.img}, d: {image: fs.img}, e: {image: fs.img}, f: {image: fs.img}, g: {image: fs.img}}\n",
     "m.yaml:6:133: vm 'rk': key 'disks': 7 entries; expected at most 6\n"},
    {"disks: missing image", NETBSD "    components: [vfs]\n    disks: {wd0: {image: gone.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './gone.img' does not exist; expected the image of a disk\n"},
    {"disks: a folder", NETBSD "    components: [vfs]\n    disks: {wd0: {image: tree}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './tree' is not a file; expected the image of a disk\n"},
    {"disks: an empty image", NETBSD "    components: [vfs]\n    disks: {wd0: {image: empty.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './empty.img' is not a number of sectors of 512 bytes above 0; expected the "
     "image of a disk\n"},
    {"disks: no whole sectors", NETBSD "    components: [vfs]\n    disks: {wd0: {image: odd.img}}\n",
     "m.yaml:6:26: vm 'rk': disk 'wd0': './odd.img' is not a number of sectors of 512 bytes above 0; expected the "
     "image of a disk\n"},
    {"client: a mapping", NETBSD "    client: {main: main.c}\n",
     "m.yaml:5:13: vm 'rk': key 'client': expected C sources, objects or archives like [main.c], found a mapping\n"},
    {"client: no such file", NETBSD "    client: gone.c\n",
     "m.yaml:5:13: vm 'rk': key 'client': './gone.c' is wrong; expected a file that exists\n"},
    {"client: something else", NETBSD "    client: [main.c, note.txt]\n",
     "m.yaml:5:22: vm 'rk': key 'client': 'note.txt' is wrong; expected a C source (.c), an object (.o) or an archive "
     "(.a)\n"},
    {"params: a text", NETBSD "    params: A\n",
     "m.yaml:5:13: vm 'rk': key 'params': expected names with texts like {RUMP_VERBOSE: 1}, found 'A'\n"},
    {"params: bad name", NETBSD "    params: {A-B: 1}\n",
     "m.yaml:5:14: vm 'rk': key 'params': 'A-B=1' is wrong; expected NAME=VALUE with letters, digits and '_' in the "
     "name\n"},
    {"params: eVM's own", NETBSD "    params: [_RUMPUSER_NCPU=2]\n",
     "m.yaml:5:14: vm 'rk': key 'params': '_RUMPUSER_NCPU=2' is wrong; expected another name: eVM sets those that "
     "begin with _RUMPUSER_; 'hostname' is a key of its own\n"},
    {"hostname", NETBSD "    hostname: a b\n",
     "m.yaml:5:15: vm 'rk': key 'hostname': 'a b' is wrong; expected at most 63 letters, digits, '-' or '.', a letter "
     "or digit first\n"},
    {"a NetBSD VM", "netbsd: rump\n" NETBSD "    components: [vfs, dev, dev_disk, fs_ffs, sysproxy, net, net_net]\n"
     "    client: [main.c]\n    args: a b\n    params: {RUMP_VERBOSE: 1}\n    hostname: store.example\n"
     "    disks: {wd0: {image: fs.img}}\n    memory: 8M\n    cpu: {priority: 5}\n    critical: no\n"
     "    dormant: yes\n    service: no\n    strict: no\n  app: {guest: native, program: static.elf, uses: {files: rk, "
     "sockets: rk}}\n", ""},
    {"the least NetBSD VM", NETBSD, ""},

    /* ---- More than one, and none ---- */
    {"all mistakes, in order", "system: s\nvms:\n  web:\n    guest: linus\n    memory: x\n  web: {}\nmemroy: 1\n",
     "m.yaml:4:12: vm 'web': guest 'linus': unknown; did you mean 'linux'?\n"
     "m.yaml:5:13: vm 'web': key 'memory': 'x' is not a size; expected a number with K, M or G, like 24M\n"
     "m.yaml:6:3: vm 'web': two VMs have this name, the first in line 3; rename one\n"
     "m.yaml:7:1: key 'memroy': unknown; did you mean 'memory'?\n"},
    {"a Linux VM", LINUX "    run: busybox sh -c \"echo 'a b'\"\n    env: {A: 1}\n    features: [net, proc]\n    "
     "memory: 16M\n"
     "    cpu: {priority: 7}\n    critical: off\n    strict: no\n", ""},
    {"empty arguments", LINUX "    run: [busybox, echo, \"\", x]\n  app: {guest: native, program: static.elf, args: ['', "
     "b]}\n", ""},
    {"an argument that is nothing", NATIVE APP "    args:\n    - a\n    -\n",
     "m.yaml:8:6: vm 'app': key 'args': expected a list of arguments like [--fast, 3], found nothing in the list; an empty "
     "argument is \"\"\n"},
    {"a list in a list", NATIVE APP "    args: [a, [b]]\n",
     "m.yaml:6:15: vm 'app': key 'args': expected a list of arguments like [--fast, 3], found a list in the list\n"},
    {"an empty name in a list", NATIVE APP "    calls: ['']\n",
     "m.yaml:6:13: vm 'app': key 'calls': expected names of VMs like [store], found nothing in the list\n"},
    {"a native VM", NATIVE APP "    ports: [0x2f8-0x2ff, 0x80]\n    irqs: [3]\n    mmio: [0xfed00000+4K]\n    calls: "
     "b\n    pci: \"1af4:1041\"\n    links: b+2M\n"
     "    args: one 'two three'\n    booter: yes\n    memory: 64K\n  b: {guest: native, program: static.elf, dormant: "
     "true}\n", ""},
};
const unsigned rule_count = sizeof(rules) / sizeof(rules[0]);
