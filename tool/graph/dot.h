/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the language DOT. Names and labels may hold any bytes. */
#ifndef DOT_H
#define DOT_H

/* Writes a text in quotes. A newline begins a new line of a label; other bytes that are no
 * characters are shown as \xNN. */
void dot_text(const char *text);
/* Writes a node; look: more attributes, "" for none. */
void dot_node(const char *name, const char *label, const char *look);
/* label: NULL for none. */
void dot_edge(const char *from, const char *to, const char *label, const char *look);
/* Writes the beginning of a frame around the nodes up to dot_frame_end(). */
void dot_frame(const char *name, const char *label, const char *look);
void dot_frame_end(void);

#endif
