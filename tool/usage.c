/* SPDX-License-Identifier: BSD-2-Clause */
#include "usage.h"
#include "target.h"

#define EXIT_CODES                                           \
    "Exit codes:\n"                                          \
    "  0  success\n"                                         \
    "  1  a mistake in the manifest or in a file it names\n" \
    "  2  a mistake in the command line\n"                   \
    "  3  a program, the disk or the memory of this machine failed\n"

const char general_help[] =
    "Usage: evm VERB [OPTIONS] FILE\n"
    "Makes and runs systems of isolated VMs from a manifest (docs/manifest.md).\n\n"
    "Verbs:\n"
    "  check FILE          check a manifest and the files that it names\n"
    "  build FILE          build the bootable image\n"
    "  run FILE            build the image and run it in QEMU\n"
    "  fault FILE          run the system in QEMU and inject faults into it\n"
    "  size FILE           show the cost of each VM and its parts\n"
    "  import netbsd PATH  import the archives of NetBSD's rump kernel\n"
    "  help KEY            explain a key of the manifest\n\n"
    "'evm VERB --help' explains a verb, 'evm help' lists all keys.\n\n"
    "Example:\n"
    "  evm run examples/hello.yaml\n\n" EXIT_CODES;

const char check_help[] =
    "Usage: evm check [-v] FILE\n"
    "Checks the manifest FILE and the files that it names. Builds nothing, except a guest kernel\n"
    "that is damaged in the cache and whose size it needs.\n"
    "Prints each mistake to stderr as a line FILE:LINE:COLUMN: MESSAGE. A line with 'note:'\n"
    "before MESSAGE is no mistake.\n\n"
    "  -v, --verbose  list files of this machine that VMs get although no entry of 'root' names\n"
    "                 them, and the files that need them\n\n"
    "Example:\n"
    "  evm check gateway.yaml\n\n" EXIT_CODES;

const char build_help[] =
    "Usage: evm build [-o IMAGE] [--iso] [-v] FILE\n"
    "Builds the system of the manifest FILE into one bootable image. Guest kernels are built\n"
    "once for each set of features and kept in $EVM_CACHE, $XDG_CACHE_HOME/evm or ~/.cache/evm.\n\n"
    "  -o, --output IMAGE  the file to write (SYSTEM.elf, or SYSTEM.iso, in this folder); no\n"
    "                      device or link: 'dd' copies the file to a device\n"
    "      --iso           an ISO image that boots by GRUB, with BIOS or UEFI, from a CD or\n"
    "                      (copied to it) a USB disk, instead of an ELF file for\n"
    "                      '" TARGET_QEMU " -kernel' or another Multiboot2 loader\n"
    "  -v, --verbose       show what the programs that it uses print\n\n"
    "Examples:\n"
    "  evm build gateway.yaml\n"
    "  evm build --iso -o gateway.iso gateway.yaml\n\n" EXIT_CODES;

const char run_help[] =
    "Usage: evm run [--machine NAME] [--timeout S] [--usage[=S]] [--resets N] [--qemu-arg ARG]...\n"
    "           [-v] FILE\n"
    "Builds the system of the manifest FILE and runs it in QEMU, with its console on this\n"
    "terminal. Ctrl-C asks it to end: its VMs end their programs and unmount their disks. A\n"
    "second Ctrl-C ends it at once. Uses KVM where it works. Makes missing disk images, and\n"
    "forwards ports as the manifest says. If a disk of this machine is full or broken, evm names\n"
    "the image; VMs that use it get errors, and the others go on.\n\n"
    "      --machine NAME   " TARGET_MACHINE " (default) or " TARGET_OTHER_MACHINE "\n"
    "      --timeout S      end it after S seconds\n"
    "      --usage[=S]      print, when the system ends, what each VM has used: CPU time and\n"
    "                       memory, restarts and crashes; with =S also every S seconds. The keys\n"
    "                       Ctrl-A u print the same at any time. The time limit waits for the\n"
    "                       table, for 5 s at most\n"
    "      --resets N       end it when the watchdog resets the machine more often; default: 10\n"
    "      --qemu-arg ARG   one more argument for QEMU; may be repeated\n"
    "  -v, --verbose        show the QEMU command and what programs print\n\n"
    "Examples:\n"
    "  evm run gateway.yaml\n"
    "  evm run --machine " TARGET_OTHER_MACHINE " --timeout 60 gateway.yaml\n"
    "  evm run --qemu-arg=-d --qemu-arg=int gateway.yaml\n\n"
    "Exit status:\n"
    "  0         all critical VMs ended well\n"
    "  1 .. 255  (others than below) status of the first critical VM that failed; 128 + N if a\n"
    "            signal N or a second Ctrl-C (N = 2) ended it\n"
    "  119       that VM ended with 120 to 125, which are the tool's own\n"
    "  121       a mistake in the manifest or in a file it names\n"
    "  122       a mistake in the command line\n"
    "  123       a program, the disk or the memory of this machine failed\n"
    "  124       the time limit (--timeout)\n"
    "  125       the system itself failed, not a VM, or the watchdog has reset it too often\n";

const char fault_help[] =
    "Usage: evm fault [OPTIONS] FILE\n"
    "Builds the system of the manifest FILE, runs it in QEMU, and injects faults into it, one\n"
    "after the other. Each fault strikes its target while the target runs. Watches the console:\n"
    "whether the target fails, whether anything else does, and whether the target is back.\n"
    "Starts the system anew when it is not well again. Writes nothing to disk images. Ctrl-C\n"
    "ends it, with what it has found so far. Without faults, the system must go on working: if\n"
    "another VM than the target fails by itself, a fault is said to have escaped to it.\n\n"
    "      --seed N       chooses the faults (1): the same seed gives the same list\n"
    "      --count M      faults to inject (100)\n"
    "      --target NAME  inject into this component; may be repeated. Default: all VMs and\n"
    "                     services. The root components (booter, sched, console, supervisor) only\n"
    "                     take part when they are named\n"
    "      --kind KIND    inject faults of this kind; may be repeated. Default: all\n"
    "      --replay K     only inject fault number K of the list\n"
    "      --json FILE    write all faults to FILE\n"
    "      --wrong REGEX  a component that prints a line with this has given a wrong answer;\n"
    "                     default: 'not ok'\n"
    "      --settle TIME  the system's time from its start to the first fault (3s)\n"
    "      --window TIME  the system's time in which a fault must strike, and in which all must\n"
    "                     be well again (1s); ten times as long for a component that starts\n"
    "                     again\n"
    "  -v, --verbose      show the console, and what comes of each fault\n\n"
    "Kinds:\n"
    "  register  a bit of a general register changes\n"
    "  ip        a jump to nowhere, into other code, or to data\n"
    "  text      a bit of the function that runs changes\n"
    "  data      a bit of the target's data changes\n"
    "  stack     a bit of the stack changes, near its top\n"
    "  heap      a bit of the memory behind the data changes\n"
    "  fault     an instruction that faults\n"
    "  hang      a jump to itself\n"
    "  pointer   a register that holds an address gets a wild one\n"
    "  overflow  the stack is used up\n"
    "  syscall   a random system call\n\n"
    "Examples:\n"
    "  evm fault --seed 7 --count 1000 --json faults.json gateway.yaml\n"
    "  evm fault --target web --kind register --kind ip gateway.yaml\n"
    "  evm fault --seed 7 --replay 312 -v gateway.yaml\n\n"
    "Exit status:\n"
    "  0    no fault has escaped from its target\n"
    "  1    a fault has escaped: another component failed, or the system\n"
    "  2    no fault was triggered: nothing can be said\n"
    "  121  a mistake in the manifest or in a file it names\n"
    "  122  a mistake in the command line\n"
    "  123  a program, the disk or the memory of this machine failed\n"
    "  130  Ctrl-C (128 + N: signal N), and no fault has escaped so far\n";

const char size_help[] =
    "Usage: evm size [--json] [-v] FILE\n"
    "Builds the system of the manifest FILE and shows, for each component, the sizes of its parts\n"
    "(for a NetBSD VM: each component of the guest, the hypercall layer, the C library and the\n"
    "client), its share of the image, and its memory at run time. Code and constants stay in the\n"
    "image, which has parts that several VMs share only once.\n\n"
    "      --json     print JSON\n"
    "  -v, --verbose  show what the programs that it uses print\n\n"
    "Example:\n"
    "  evm size gateway.yaml\n\n" EXIT_CODES;

const char import_help[] =
    "Usage: evm import netbsd PATH\n"
    "Imports the archives of NetBSD's rump kernel (librump*.a, with include/rump if it is there)\n"
    "from PATH, a folder or a release set like comp.tar.xz, and lists the components: sizes in\n"
    "bytes, and the other components that each needs beside the base. Keeps them in $EVM_CACHE,\n"
    "$XDG_CACHE_HOME/evm or ~/.cache/evm, for all manifests without the key 'netbsd', unless\n"
    "$EVM_RUMP_DIR names a folder.\n\n"
    "Example:\n"
    "  evm import netbsd comp.tar.xz\n\n" EXIT_CODES;

const char help_help[] =
    "Usage: evm help [KEY | VERB | --markdown]\n"
    "Explains KEY of a manifest: its value, range, default and effect. Explains VERB as\n"
    "'evm VERB --help' does. Without KEY and VERB, lists all verbs and keys.\n\n"
    "      --markdown  all keys, in the tables of docs/manifest.md\n\n"
    "Example:\n"
    "  evm help queue\n\n" EXIT_CODES;
