/* SPDX-License-Identifier: BSD-2-Clause */
#include "link_map.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"

/* The lines at which the map proper begins and ends. */
#define BEGIN "Linker script and memory map"
#define END   "OUTPUT("

static char *skip_blanks(char *at)
{
    return at + strspn(at, " ");
}

/* Cuts off the word at *at and moves *at to the next one. */
static char *take_word(char **at)
{
    char *word = *at, *end = word + strcspn(word, " ");

    *at = skip_blanks(end);
    *end = 0;
    return word;
}

/* Takes the size behind the address at *at. Returns false if these numbers are missing. */
static bool take_size(char **at, uint64_t *size)
{
    if (strncmp(*at, "0x", 2))
        return false;
    take_word(at);
    if (strncmp(*at, "0x", 2))
        return false;
    *size = strtoull(take_word(at), NULL, 16);
    return true;
}

bool link_map_read(const char *path, link_piece *piece, void *argument)
{
    struct buffer map = {0};
    const char *section = "", *file = "";
    bool good = file_read(path, &map), within = false;

    buffer_extend(&map, 1);
    for (char *line, *rest = map.data;
         good && (line = strsep(&rest, "\n")) && strncmp(line, END, strlen(END));) {
        char *at = line;
        uint64_t size;

        within |= !strcmp(line, BEGIN);
        if (!within || !*line)
            continue;
        if (*line != ' ') { /* "OUTPUT-SECTION [ADDRESS SIZE]" */
            section = take_word(&at);
            continue;
        }
        if (line[1] == ' ') /* a symbol or an assignment */
            continue;
        at++;
        bool padding = !strcmp(take_word(&at), "*fill*");

        if (!*at && rest) /* after a long name the numbers are on the next line */
            at = skip_blanks(strsep(&rest, "\n"));
        if (!take_size(&at, &size)) /* a pattern of the linker script */
            continue;
        if (!padding)
            file = at;
        piece(section, file, size, argument);
    }
    buffer_free(&map);
    return good;
}
