/* SPDX-License-Identifier: BSD-2-Clause */
/* The programs of the system that a record is of, as its manifest makes them now. */
#ifndef CRASH_PROGRAMS_H
#define CRASH_PROGRAMS_H

#include "symbols.h"
#include "system/parts.h"

struct programs {
    const struct system *system; /* NULL: there is no manifest, and nothing is known */
    struct parts parts;
    struct crash_program {
        bool tried;
        struct symbols *symbols; /* NULL: there are none */
        char *file;              /* of them */
    } * program;                 /* of each part */
    uint64_t image;              /* struct evm_image.checksum of the image that it makes */
};

/* Makes the programs of a system that has been loaded. After an error, which it prints, nothing is
 * known. programs_close() follows in any case. */
enum outcome programs_open(struct programs *programs, const struct system *system, bool verbose);
void programs_close(struct programs *programs);

/* Returns the file with the symbols of the component of that name; NULL: there is none. */
const char *programs_file(struct programs *programs, const char *name);
/* Returns the folder with the source that such a file calls LINUX_FOLDER, which the caller frees;
 * NULL: the component is no Linux VM. */
char *programs_source(const struct programs *programs, const char *name);
/* Finds an address of that component; all 0 if nothing is known of it. */
struct crash_place programs_find(struct programs *programs, const char *name, uint64_t address);
/* Returns the place of the component of that name in the manifest, or of the disk or switch for
 * which the tool has added it; line 0: it has none. */
struct place programs_place(const struct programs *programs, const char *name);

#endif
