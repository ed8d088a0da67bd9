// What is opened or dropped: the text of those files in which roles may be, by their names.

const ENDINGS = /\.(tf|tofu|hcl|tfvars|json|ya?ml|template)$/i;
const LARGEST = 1_000_000; // characters of all files together, as in roletrust/page/given.py
const PASSED_OVER = new Set(["node_modules"]);

export class TooMuch extends Error {}

/** The texts of `files`, by the name that each has below the folder that was chosen. */
export async function texts(files) {
  const found = {};
  let size = 0;
  const alone = files.length === 1;
  for (const file of files) {
    const name = (file.path_ ?? file.webkitRelativePath ?? "") || file.name;
    const parts = name.split("/");
    const hidden = parts.slice(0, -1).some((each) => each.startsWith(".") || PASSED_OVER.has(each));
    if (!alone && (hidden || !(ENDINGS.test(name) || parts.at(-1) === ".roletrust.yaml"))) continue;
    size += file.size;
    if (size > LARGEST) {
      throw new TooMuch(`these are more than ${LARGEST.toLocaleString("en")} characters: ask \`roletrust check\` about the directory, on your machine`);
    }
    found[name.replace(/^\/+/, "")] = await file.text();
  }
  return found;
}

/** The files of what was dropped, folders gone through. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) await gather(entry, found);
  return found;
}

async function gather(entry, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    file.path_ = entry.fullPath;
    found.push(file);
  } else if (!PASSED_OVER.has(entry.name) && !entry.name.startsWith(".")) {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const each of some) await gather(each, found);
    }
  }
}
