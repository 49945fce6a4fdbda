/* SPDX-License-Identifier: BSD-2-Clause */
/* One row for each rule of the manifest that concerns all VMs, or Linux VMs. The test's folder
 * holds the files in the rows: static.elf, needy.elf (whose library libabsent.so is missing),
 * script (whose interpreter is missing), note.txt and the features net and proc. */
#include "rules.h"

#define DEEP32 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["

const struct rule rules[] = {
    /* ---- The file ---- */
    {"empty file", "",
     "m.yaml: the file is empty; expected a manifest with 'system:' and 'vms:'\n"},
    {"only a comment", "# nothing\n",
     "m.yaml: the file is empty; expected a manifest with 'system:' and 'vms:'\n"},
    {"not YAML: bracket", "system: [s\nvms: {}\n",
     "m.yaml:2:4: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence; "
     "expected 'key: value' "
     "lines, indented by blanks\n"},
    {"not YAML: tab", "system: s\nvms:\n\tweb: {}\n",
     "m.yaml:3:1: not valid YAML: found character that cannot start any token while scanning for "
     "the next token; expected "
     "'key: value' lines, indented by blanks\n"},
    {"not UTF-8", "system: \xff\n",
     "m.yaml: not valid YAML: invalid leading UTF-8 octet; expected 'key: value' lines, indented "
     "by blanks\n"},
    {"two documents", "system: s\nvms: {}\n---\nsystem: t\n",
     "m.yaml:4:1: a second document begins here; expected one manifest in a file: remove '---'\n"},
    {"alias", "system: &a s\nmemory: *a\n",
     "m.yaml:1:9: an alias (*name) refers to this value: aliases are not supported; write the "
     "value out twice\n"},
    {"alias to itself", "system: s\nvms: &v {web: *v}\n",
     "m.yaml:2:6: an alias (*name) refers to this value: aliases are not supported; write the "
     "value out twice\n"},
    {"deep within each other", "system: " DEEP32 "\n",
     "m.yaml:1:40: lists and mappings are more than 32 deep within each other here; expected at "
     "most 5, as docs/manifest.md describes\n"},
    {"a list at the top", "- system\n",
     "m.yaml:1:1: expected a mapping with 'system:' and 'vms:', found a list\n"},
    {"NUL in a text", "system: s\nvms: {app: {guest: native, program: \"static.elf\\0x\"}}\n",
     "m.yaml:2:37: a text has the character NUL in it, which no name, path or argument can have; "
     "remove it\n"},
    {"a text at the top", "system\n",
     "m.yaml:1:1: expected a mapping with 'system:' and 'vms:', found 'system'\n"},

    /* ---- The system ---- */
    {"system missing", "vms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'system' is missing; expected the name of the system\n"},
    {"vms missing", "system: s\n",
     "m.yaml:1:1: key 'vms' is missing; expected a mapping from names of VMs to what they are\n"},
    {"vms empty", "system: s\nvms: {}\n",
     "m.yaml:2:6: key 'vms': has no VM; expected at least one\n"},
    {"vms a list", "system: s\nvms: [web]\n",
     "m.yaml:2:6: key 'vms': expected a mapping from names of VMs to what they are, found a "
     "list\n"},
    {"bad system name", "system: my system\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:9: key 'system': 'my system' is a bad name; expected at most 31 letters, digits, "
     "'-' or '_', a letter or digit first\n"},
    {"system: a name that begins like an option",
     "system: -x\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:9: key 'system': '-x' is a bad name; expected at most 31 letters, digits, '-' or "
     "'_', a letter or digit first\n"},
    {"unknown key of the system",
     "sytem: s\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'sytem': unknown; did you mean 'system'?\n"},
    {"unknown key near none",
     "colour: s\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:1: key 'colour': unknown; expected one of: system, memory, vms, dma, netbsd, "
     "switches, disks, mitigations, spare, scrub, watchdog, crashes, control\n"},
    {"key twice", "system: s\nsystem: t\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:2:1: key 'system': given twice, first in line 1; remove one\n"},
    {"a key that is no word",
     "? [a]\n: b\nsystem: s\nvms: {app: {guest: native, program: static.elf}}\n",
     "m.yaml:1:3: the key is a list; expected a word\n"},
    {"links of the system", "links: {}\n" NATIVE APP,
     "m.yaml:1:1: key 'links': not supported yet; remove it\n"},
    {"memory of the machine: no size", "memory: lots\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': 'lots' is not a size; expected a number with K, M or G, like "
     "24M\n"},
    {"memory of the machine: a list", "memory: [1]\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': expected a size like 64M, found a list\n"},
    {"memory that does not add up", "memory: 16M\n" NATIVE APP "    memory: 24M\n",
     "m.yaml:1:9: key 'memory': 16M does not hold the VMs' memory (24576 KiB) and kernel, programs "
     "and files (1024 KiB); expected at least 25M\n"},
    {"memory of the machine: more than there is", "memory: 57G\n" NATIVE APP,
     "m.yaml:1:9: key 'memory': 57G is too large; expected at most 56G\n"},
    {"memory that wraps", NATIVE APP "    memory: 17179869184K\n",
     "m.yaml:6:13: vm 'app': key 'memory': 17179869184K is too large; expected at most 56G\n"},
    {"memory of all that is more than there is",
     NATIVE APP "    memory: 40G\n  b:\n    guest: native\n"
                "    program: static.elf\n    memory: 20G\n",
     "m.yaml:1:1: the VMs' memory (61440 MiB) and kernel, programs and files (1 MiB) are more than "
     "a machine can have for them; expected at most 56G\n"},

    /* ---- VMs ---- */
    {"VM name twice", NATIVE APP "  app:\n    guest: native\n",
     "m.yaml:6:3: vm 'app': two VMs have this name, the first in line 3; rename one\n"},
    {"bad VM name", "system: s\nvms:\n  a b: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'a b': bad name; expected at most 31 letters, digits, '-' or '_', a letter or "
     "digit first\n"},
    {"name of a root component", "system: s\nvms:\n  sched: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'sched': the name belongs to a root component; choose another\n"},
    {"name of the supervisor's messages",
     "system: s\nvms:\n  evm: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'evm': the name belongs to the supervisor, whose messages begin with [evm]; "
     "choose another\n"},
    {"the same in capitals", "system: s\nvms:\n  EVM: {guest: native, program: static.elf}\n",
     "m.yaml:3:3: vm 'EVM': the name belongs to the supervisor, whose messages begin with [evm]; "
     "choose another\n"},
    {"VM that is a text", "system: s\nvms:\n  web: linux\n",
     "m.yaml:3:8: vm 'web': expected a mapping with 'guest:' and more, found 'linux'\n"},
    {"VM that is nothing", "system: s\nvms:\n  web:\n",
     "m.yaml:3:7: vm 'web': expected a mapping with 'guest:' and more, found nothing\n"},
    {"VM name that is a list", "system: s\nvms:\n  ? [a]\n  : {guest: native}\n",
     "m.yaml:3:5: the name of a VM is a list; expected a word\n"},
    {"unknown key", LINUX RUN "    memroy: 24M\n",
     "m.yaml:7:5: vm 'web': key 'memroy': unknown; did you mean 'memory'?\n"},
    {"guest missing", "system: s\nvms:\n  web: {memory: 8M}\n",
     "m.yaml:3:8: vm 'web': key 'guest' is missing; expected 'guest: linux', 'guest: native' or "
     "'guest: netbsd'\n"},
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
    {"restart: good",
     NATIVE APP "    restart: {when: always, backoff: 1s, max: 20/h}\n"
                "  b: {guest: native, program: static.elf, restart: failure}\n"
                "  c: {guest: native, program: static.elf, restart: {max: 5/s}}\n",
     ""},
    {"restart: a list", NATIVE APP "    restart: [always]\n",
     "m.yaml:6:14: vm 'app': key 'restart': expected always, failure, never, or a mapping like "
     "{when: always, max: 10/min}, found a list\n"},
    {"restart: unknown key", NATIVE APP "    restart: {wen: always}\n",
     "m.yaml:6:15: vm 'app': key 'wen': unknown; did you mean 'when'?\n"},
    {"restart: a list for a time", NATIVE APP "    restart: {backoff: [1s]}\n",
     "m.yaml:6:24: vm 'app': key 'backoff': expected a time like 100ms, found a list\n"},
    {"restart: unknown word", NATIVE APP "    restart: sometimes\n",
     "m.yaml:6:14: vm 'app': key 'restart': 'sometimes' is wrong; expected always, failure, never, "
     "or a mapping like {when: always, max: 10/min}\n"},
    {"restart: yes", NATIVE APP "    restart: yes\n",
     "m.yaml:6:14: vm 'app': key 'restart': 'yes' is wrong; expected always, failure, never, or a "
     "mapping like {when: always, max: 10/min}\n"},
    {"restart: unknown word of a mapping", NATIVE APP "    restart: {when: yes}\n",
     "m.yaml:6:21: vm 'app': key 'when': 'yes' is wrong; expected always, failure or never\n"},
    {"restart: no time", NATIVE APP "    restart: {when: always, backoff: 100}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '100' is wrong; expected a time from 1ms to 30min, "
     "like 100ms\n"},
    {"restart: too long a time", NATIVE APP "    restart: {when: always, backoff: 2h}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '2h' is wrong; expected a time from 1ms to 30min, like "
     "100ms\n"},
    {"restart: no pause", NATIVE APP "    restart: {when: always, backoff: 0s}\n",
     "m.yaml:6:38: vm 'app': key 'backoff': '0s' is wrong; expected a time from 1ms to 30min, like "
     "100ms\n"},
    {"restart: no rate", NATIVE APP "    restart: {max: 10}\n",
     "m.yaml:6:20: vm 'app': key 'max': '10' is wrong; expected 1 to 10000 restarts in a second, "
     "minute or hour, like 10/min\n"},
    {"restart: not once", NATIVE APP "    restart: {max: 0/min}\n",
     "m.yaml:6:20: vm 'app': key 'max': '0/min' is wrong; expected 1 to 10000 restarts in a "
     "second, minute or hour, like 10/min\n"},
    {"restart: a number of minutes", NATIVE APP "    restart: {max: 10/2min}\n",
     "m.yaml:6:20: vm 'app': key 'max': '10/2min' is wrong; expected 1 to 10000 restarts in a "
     "second, minute or hour, like 10/min\n"},
    {"restart: in a day", NATIVE APP "    restart: {max: 10/day}\n",
     "m.yaml:6:20: vm 'app': key 'max': '10/day' is wrong; expected 1 to 10000 restarts in a "
     "second, minute or hour, like 10/min\n"},
    {"restart: a limit that is never reached", NATIVE APP "    restart: {backoff: 4s}\n",
     "m.yaml:6:24: vm 'app': key 'restart': 10 restarts with pauses of 4000 ms do not fit into "
     "half of 60 s, so 'max' would never be reached; expected at most 7 restarts, or pauses of at "
     "most 3000 ms\n"},
    {"restart: too many", NATIVE APP "    restart: {max: 20/s}\n",
     "m.yaml:6:20: vm 'app': key 'restart': 20 restarts with pauses of 100 ms do not fit into half "
     "of 1 s, so 'max' would never be reached; expected at most 5 restarts, or pauses of at most "
     "25 ms\n"},
    {"restart: the longest pause", NATIVE APP "    restart: {backoff: 30min, max: 1/h}\n", ""},
    {"restart: longer than the longest pause",
     NATIVE APP "    restart: {backoff: 31min, max: 1/h}\n",
     "m.yaml:6:24: vm 'app': key 'backoff': '31min' is wrong; expected a time from 1ms to 30min, "
     "like 100ms\n"},
    {"restart: a pause of more than half of the time",
     NATIVE APP "    restart: {backoff: 40s, max: 3/min}\n",
     "m.yaml:6:24: vm 'app': key 'restart': 3 restarts with pauses of 40000 ms do not fit into "
     "half of 60 s, so 'max' would never be reached; expected pauses of at most 10000 ms\n"},
    {"restart: one that does not fit", NATIVE APP "    restart: {backoff: 501ms, max: 1/s}\n",
     "m.yaml:6:24: vm 'app': key 'restart': 1 restart with pauses of 501 ms does not fit into half "
     "of 1 s, so 'max' would never be reached; expected pauses of at most 500 ms\n"},
    {"restart: so many that no pause fits", NATIVE APP "    restart: {max: 10000/s}\n",
     "m.yaml:6:20: vm 'app': key 'restart': 10000 restarts with pauses of 100 ms do not fit into "
     "half of 1 s, so 'max' would never be reached; expected at most 5 restarts\n"},
    {"restart: neither fewer restarts nor shorter pauses fit",
     NATIVE APP "    restart: {backoff: 30min, max: 10000/s}\n",
     "m.yaml:6:24: vm 'app': key 'restart': 10000 restarts with pauses of 1800000 ms do not fit "
     "into half of 1 s, so 'max' would never be reached; expected fewer restarts, and shorter "
     "pauses\n"},
    {"restart: dormant", NATIVE APP "    dormant: yes\n    restart: always\n",
     "m.yaml:7:14: vm 'app': key 'restart': a dormant VM starts when another VM asks the booter "
     "for it; remove 'restart' or 'dormant'\n"},
    {"links", LINUX RUN "    links: [a]\n",
     "m.yaml:7:5: vm 'web': key 'links': only for 'guest: native'; remove it\n"},
    {"memory: no size", NATIVE APP "    memory: 24Q\n",
     "m.yaml:6:13: vm 'app': key 'memory': '24Q' is not a size; expected a number with K, M or G, "
     "like 24M\n"},
    {"memory: too large a number", NATIVE APP "    memory: 99999999999999999999G\n",
     "m.yaml:6:13: vm 'app': key 'memory': '99999999999999999999G' is not a size; expected a "
     "number with K, M or G, like "
     "24M\n"},
    {"memory: no pages", NATIVE APP "    memory: 1000\n",
     "m.yaml:6:13: vm 'app': key 'memory': 1000 is not a number of pages; expected a multiple of "
     "4K above 0\n"},
    {"memory: none", NATIVE APP "    memory: 0\n",
     "m.yaml:6:13: vm 'app': key 'memory': 0 is not a number of pages; expected a multiple of 4K "
     "above 0\n"},
    {"stack", NATIVE APP "    stack: 256K\n", ""},
    {"stack: no size", NATIVE APP "    stack: deep\n",
     "m.yaml:6:12: vm 'app': key 'stack': 'deep' is wrong; expected 4K to 256K in steps of 4K, "
     "like 16K\n"},
    {"stack: no pages", NATIVE APP "    stack: 6000\n",
     "m.yaml:6:12: vm 'app': key 'stack': '6000' is wrong; expected 4K to 256K in steps of 4K, "
     "like 16K\n"},
    {"stack: none", NATIVE APP "    stack: 0\n",
     "m.yaml:6:12: vm 'app': key 'stack': '0' is wrong; expected 4K to 256K in steps of 4K, like "
     "16K\n"},
    {"stack: too large", NATIVE APP "    stack: 260K\n",
     "m.yaml:6:12: vm 'app': key 'stack': '260K' is wrong; expected 4K to 256K in steps of 4K, "
     "like 16K\n"},
    {"stack: no whole page", NATIVE APP "    stack: 3K\n",
     "m.yaml:6:12: vm 'app': key 'stack': '3K' is wrong; expected 4K to 256K in steps of 4K, like "
     "16K\n"},
    {"stack: a list", NATIVE APP "    stack: [8K]\n",
     "m.yaml:6:12: vm 'app': key 'stack': expected a size like 16K, found a list\n"},
    {"stack: of a Linux VM", LINUX RUN "    stack: 16K\n",
     "m.yaml:7:5: vm 'web': key 'stack': only for 'guest: native' or 'guest: netbsd'; remove it\n"},
    {"critical", NATIVE APP "    critical: perhaps\n",
     "m.yaml:6:15: vm 'app': key 'critical': expected yes or no, found 'perhaps'\n"},
    {"service", NATIVE APP "    service: perhaps\n",
     "m.yaml:6:14: vm 'app': key 'service': expected yes or no, found 'perhaps'\n"},
    {"uses: its key at the VM", NATIVE APP "    files: b\n",
     "m.yaml:6:5: vm 'app': key 'files': belongs to the key 'uses'; expected 'uses: {files: "
     "b}'\n"},
    {"restart: its key at the VM", LINUX RUN "    backoff: 1s\n",
     "m.yaml:7:5: vm 'web': key 'backoff': belongs to the key 'restart'; expected 'restart: "
     "{backoff: 1s}'\n"},
    {"restart: its key that 'ready' has, too", LINUX RUN "    when: always\n",
     "m.yaml:7:5: vm 'web': key 'when': belongs to the key 'restart'; expected 'restart: {when: "
     "always}'\n"},
    {"ready: its key that 'restart' has, too", LINUX RUN "    when: program\n",
     "m.yaml:7:5: vm 'web': key 'when': belongs to the key 'ready'; expected 'ready: {when: "
     "program}'\n"},
    {"scrub: a key of the system at the VM", LINUX RUN "    scrub: 60s\n",
     "m.yaml:7:5: vm 'web': key 'scrub': belongs to the system, beside the key 'vms'\n"},

    /* ---- Linux VMs ---- */
    {"root missing", "system: s\nvms:\n  web: {guest: linux, run: a}\n",
     "m.yaml:3:8: vm 'web': key 'root' is missing; expected the list of programs and files that "
     "the VM has, like [/bin/busybox]\n"},
    {"run missing", LINUX,
     "m.yaml:4:5: vm 'web': key 'run' is missing; expected the command that the VM runs, like "
     "[/bin/busybox, sh]\n"},
    {"root a text", "system: s\nvms:\n  web:\n    guest: linux\n    root: /bin/busybox\n" RUN,
     "m.yaml:5:11: vm 'web': key 'root': expected a list of paths like [/bin/busybox, "
     "\"www:/var/www\"], found '/bin/busybox'\n"},
    {"key of a native VM", LINUX RUN "    ports: [0x80]\n",
     "m.yaml:7:5: vm 'web': key 'ports': only for 'guest: native'; remove it\n"},
    {"feature misspelt", LINUX RUN "    features: [prco]\n",
     "m.yaml:7:16: vm 'web': feature 'prco': unknown; did you mean 'proc'?\n"},
    {"feature unknown", LINUX RUN "    features: [proc, bluetooth]\n",
     "m.yaml:7:22: vm 'web': feature 'bluetooth': unknown; expected one of: disk, eth, net, "
     "proc\n"},
    {"memory too small for the guest", LINUX RUN "    memory: 1M\n",
     "m.yaml:7:13: vm 'web': key 'memory': 1M is too small for a Linux guest with %BUSYBOX% KiB of "
     "files; expected at least "
     "%LEAST%M\n"},
    {"env: empty", LINUX RUN "    env: {}\n", ""},
    {"root: missing file",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, /no/such]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '/no/such' does not exist; expected a file or folder of this "
     "machine\n"},
    {"root: missing file of a pair",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"x:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: './x' cannot be read: No such file or directory; expected a "
     "file or folder\n"},
    {"root: the whole machine",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, //]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '//' is all of this machine; expected the files and folders "
     "that the VM needs\n"},
    {"root: the whole machine by a link",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"all:/x\", /proc/self/root]\n" RUN,
     "m.yaml:5:26: vm 'web': root: './all' is all of this machine; expected the files and folders "
     "that the VM needs\n"
     "m.yaml:5:36: vm 'web': root: '/proc/self/root' is in '/proc', where the kernel makes files "
     "as they are read; remove it: the VM has its own\n"},
    {"root: relative path",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, note.txt]\n" RUN,
     "m.yaml:5:26: vm 'web': root: 'note.txt' is not an absolute path; expected one, or "
     "\"host:guest\" like \"note.txt:/note.txt\"\n"},
    {"root: two things in one place",
     "system: s\nvms:\n  web:\n    guest: linux\n    root:\n      - /bin/busybox\n"
     "      - \"note.txt:/x\"\n      - \"script:/x\"\n" RUN,
     "m.yaml:8:9: vm 'web': root: two different things are to be at '/x'; remove one\n"},
    {"root: a library is missing",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, "
     "\"needy.elf:/needy\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/needy.elf' needs the library 'libabsent.so', "
     "which is not found; install it, "
     "or add \"path/to/libabsent.so:/usr/lib/libabsent.so\" to root\n"},
    {"root: the library is put there",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"needy.elf:/needy\", "
     "\"note.txt:/usr/lib/libabsent.so\"]\n" RUN,
     ""},
    {"root: an interpreter is missing",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox, \"script:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/script' needs the interpreter '/no/such/shell', which "
     "does not exist; install "
     "it\n"},
    {"root: a library that is none",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"greedy.elf:/x\", \"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/greedy.elf' needs the library '/etc/shadow', which is "
     "no program or library; expected a program or library that all may read: it is not in the "
     "VM\n"},
    {"root: an interpreter that is none",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"curious.elf:/x\", \"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/curious.elf' needs the interpreter '/etc/shadow', "
     "which is no program or library; expected a program or library that all may read: it is not "
     "in the VM\n"},
    {"root: a folder for an interpreter",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"lost.elf:/x\", \"note.txt:/lib/libabsent.so\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/lost.elf' needs the interpreter '/', which is no "
     "file; expected a program or library that all may read: it is not in the VM\n"},
    {"root: a library at a place that depends on where it is started",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"grasping.elf:/x\"]\n" RUN,
     "m.yaml:5:26: vm 'web': root: '%FOLDER%/grasping.elf' needs the library '../x.so', whose "
     "place depends on the folder in which the program is started; expected a name without '/', or "
     "an absolute path\n"},
    {"root: a folder with a script whose interpreter is missing",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [/bin/busybox, \"tree:/tree\"]\n" RUN,
     ""},
    {"run: such a script",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"tree:/tree\"]\n"
     "    run: [/tree/script]\n",
     "m.yaml:6:11: vm 'web': root: '%FOLDER%/tree/script' needs the interpreter '/no/such/shell', "
     "which does not exist; "
     "install it\n"},
    {"run: such a program",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"tree:/tree\"]\n"
     "    run: /tree/needy.elf x\n",
     "m.yaml:6:10: vm 'web': root: '%FOLDER%/tree/needy.elf' needs the library 'libabsent.so', "
     "which is not found; install it, "
     "or add \"path/to/libabsent.so:/usr/lib/libabsent.so\" to root\n"},
    {"run: not in root", LINUX "    run: busibox\n",
     "m.yaml:6:10: vm 'web': key 'run': no program 'busibox' in root; did you mean "
     "'%BUSYBOX_PATH%'?\n"},
    {"run: not in root, near none", LINUX "    run: [/usr/sbin/nginx]\n",
     "m.yaml:6:11: vm 'web': key 'run': no program '/usr/sbin/nginx' in root; add it to root\n"},
    {"run: a script that is not executable",
     "system: s\nvms:\n  web:\n    guest: linux\n    root: [\"idle.sh:/idle\"]\n"
     "    run: [/idle]\n",
     "m.yaml:6:11: vm 'web': key 'run': '/idle' is not executable; make it so: chmod +x "
     "%FOLDER%/idle.sh\n"},
    {"run: the same by its name",
     "system: s\nvms:\n  web:\n    guest: linux\n"
     "    root: [\"idle.sh:/tools/idle\", \"idle.sh:/x\"]\n    env: {PATH: \"/bin:/tools\"}\n"
     "    run: idle\n",
     "m.yaml:7:10: vm 'web': key 'run': '/tools/idle' is not executable; make it so: chmod +x "
     "%FOLDER%/idle.sh\n"},
    {"run: open quote", LINUX "    run: busybox echo 'x\n",
     "m.yaml:6:10: vm 'web': key 'run': a quote is not closed; close it\n"},
    {"run: empty list", LINUX "    run: []\n",
     "m.yaml:6:10: vm 'web': key 'run': expected a command like [/bin/busybox, sh], found an empty "
     "list\n"},
    {"env: a text", LINUX RUN "    env: A=1\n",
     "m.yaml:7:10: vm 'web': key 'env': expected names with texts like {LANG: C}, found 'A=1'\n"},
    {"env: a list for a text", LINUX RUN "    env: {A: 1, PATH: [/bin]}\n",
     "m.yaml:7:23: vm 'web': key 'env': expected names with texts like {LANG: C}, found a list in "
     "the mapping\n"},
    {"env: a list for a name", LINUX RUN "    env: {A: 1, [PATH]: /bin}\n",
     "m.yaml:7:17: vm 'web': key 'env': expected names with texts like {LANG: C}, found a list in "
     "the mapping\n"},
    {"env: no assignment", LINUX RUN "    env: [A]\n",
     "m.yaml:7:11: vm 'web': key 'env': 'A' is wrong; expected NAME=VALUE\n"},

    /* ---- Several mistakes, and none ---- */
    {"all mistakes, in order",
     "system: s\nvms:\n  web:\n    guest: linus\n    memory: x\n  web: {}\nmemroy: 1\n",
     "m.yaml:4:12: vm 'web': guest 'linus': unknown; did you mean 'linux'?\n"
     "m.yaml:5:13: vm 'web': key 'memory': 'x' is not a size; expected a number with K, M or G, "
     "like 24M\n"
     "m.yaml:6:3: vm 'web': two VMs have this name, the first in line 3; rename one\n"
     "m.yaml:7:1: key 'memroy': unknown; did you mean 'memory'?\n"},
    {"a Linux VM",
     LINUX "    run: busybox sh -c \"echo 'a b'\"\n    env: {A: 1}\n"
           "    features: [net, proc]\n    memory: 16M\n"
           "    cpu: {priority: 7}\n    critical: off\n    strict: no\n",
     ""},
    {"empty arguments",
     LINUX "    run: [busybox, echo, \"\", x]\n"
           "  app: {guest: native, program: static.elf, args: ['', b]}\n",
     ""},
    {"an argument that is nothing", NATIVE APP "    args:\n    - a\n    -\n",
     "m.yaml:8:6: vm 'app': key 'args': expected a list of arguments like [--fast, 3], found "
     "nothing in the list; an empty argument is \"\"\n"},
    {"a list in a list", NATIVE APP "    args: [a, [b]]\n",
     "m.yaml:6:15: vm 'app': key 'args': expected a list of arguments like [--fast, 3], found a "
     "list in the list\n"},
    {"an empty name in a list", NATIVE APP "    calls: ['']\n",
     "m.yaml:6:13: vm 'app': key 'calls': expected names of VMs like [store], found nothing in the "
     "list\n"},
    {"a native VM",
     NATIVE APP "    ports: [0x2f8-0x2ff, 0x80]\n    irqs: [3]\n    mmio: [0xfed00000+4K]\n"
                "    calls: b\n    pci: \"1af4:1041\"\n    links: b+2M\n"
                "    args: one 'two three'\n    booter: yes\n    memory: 64K\n"
                "  b: {guest: native, program: static.elf, dormant: true}\n",
     ""},
};
const unsigned rule_count = sizeof(rules) / sizeof(rules[0]);

const struct rule_set rule_sets[] = {{rules, &rule_count},
                                     {native_rules, &native_rule_count},
                                     {netbsd_rules, &netbsd_rule_count},
                                     {board_rules, &board_rule_count},
                                     {crashes_rules, &crashes_rule_count},
                                     {disk_rules, &disk_rule_count},
                                     {switch_rules, &switch_rule_count},
                                     {order_rules, &order_rule_count},
                                     {cpu_rules, &cpu_rule_count}};
const unsigned rule_set_count = sizeof(rule_sets) / sizeof(rule_sets[0]);
