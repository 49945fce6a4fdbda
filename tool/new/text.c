/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "files.h"

#define BUSYBOX "/bin/busybox"
#define SHELL   "/bin/sh"

static void write_features(FILE *out, const struct strings *features)
{
    fputs("    features: [", out);
    for (uint32_t i = 0; i < features->count; i++)
        fprintf(out, "%s%s", i ? ", " : "", features->item[i]);
    fputs("]\n", out);
}

static void write_program(FILE *out, const struct new_vm *vm)
{
    fputs("    # What 'evm features --for PROGRAM' says, which tells the reasons, too:\n", out);
    write_features(out, &vm->features);
    fputs("    # Programs bring their libraries along. Add its other files, like its configuration:"
          "\n    # /etc/FILE, or \"MINE:/etc/FILE\" for the file MINE of this folder.\n"
          "    root: [",
          out);
    json_string(out, vm->program);
    fputs("]\n    run: [", out);
    json_string(out, vm->program);
    fputs("]\n", out);
}

static void write_shell(FILE *out, const struct new_vm *vm)
{
    bool busybox = !access(BUSYBOX, R_OK);

    fputs("    # What the guest kernel has, and no more; 'evm features' lists what there is:\n"
          "    features: [proc, tmpfs]\n"
          "    # Files of this machine that the VM sees. Programs bring their libraries along.\n"
          "    # \"MINE:/etc/FILE\" is the file MINE of this folder in another place.\n",
          out);
    fprintf(out, "    root: [%s]\n    run: [%s, -c, \"echo Hello from the Linux VM %s\"]\n",
            busybox ? BUSYBOX : SHELL, busybox ? BUSYBOX ", sh" : SHELL, vm->name);
}

static void write_native(FILE *out, const struct new_vm *vm)
{
    fprintf(out,
            "    # A program for COS itself, without a guest kernel: 'make' builds it from\n"
            "    # %s/main.c.\n"
            "    program: %s/%s.elf\n"
            "    # Devices of the machine, for this VM only:\n"
            "    # ports: [0x80]\n"
            "    # pci: [\"8086:10d3\"]\n",
            vm->name, vm->name, vm->name);
}

static void write_vm(FILE *out, const struct new_vm *vm)
{
    fprintf(out, "  %s:\n    guest: %s\n", vm->name, vm->native ? "native" : "linux");
    if (vm->native)
        write_native(out, vm);
    else if (vm->program)
        write_program(out, vm);
    else
        write_shell(out, vm);
    fputs("    # Take the '#' away for what it needs:\n"
          "    # memory: 32M\n"
          "    # cpu: {priority: 120, budget: 30%}\n"
          "    # restart: {when: failure, max: 10/min}\n",
          out);
}

void write_manifest(FILE *out, const struct new_system *system)
{
    fprintf(out,
            "# The system '%s', made by 'evm init'. In this folder:\n"
            "#   evm check %s.yaml    # is it right?\n"
            "#   evm run %s.yaml      # in QEMU; Ctrl-C ends it\n"
            "#   evm help KEY%*s# explains a key, like: evm help cpu\n"
            "system: %s\n"
            "vms:\n",
            system->name, system->name, system->name, (int)strlen(system->name) + 7, "",
            system->name);
    for (uint32_t i = 0; i < system->count; i++)
        write_vm(out, &system->vms[i]);
    fputs("\n"
          "# A network. A VM with a port of it has, for example, 'net: {lan: 10.0.2.15/24}'; a "
          "Linux\n"
          "# VM needs the feature eth for it. This machine reaches the VM's port 80 at\n"
          "# http://127.0.0.1:8080 with 'forward: [\"8080 -> VM:80\"]'. VMs reach each other only "
          "if\n"
          "# their key 'to' says so.\n"
          "# switches:\n"
          "#   lan: {uplink: nic0}\n"
          "\n"
          "# A disk. A VM that uses it has 'disks: {ubda: data}'; a Linux VM needs the features "
          "disk\n"
          "# and ext4 for it.\n"
          "# disks:\n"
          "#   data: {image: data.img, size: 16M, fs: ext4}\n",
          out);
}
