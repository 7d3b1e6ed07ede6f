/* Turns every <textarea data-richtext> into an editor. Without this file the textarea with HTML stays.

   The editor is that of django-prose-editor (ProseMirror). It is started here and not by its own start-up because
   that adds a <style> element (refused by the Content-Security-Policy) and speaks English. */

const WORDS = {
  Rows: "Rijen",
  Columns: "Kolommen",
  Cancel: "Annuleren",
  Update: "Opslaan",
};
// The library reads this once, when it is loaded: so it has to be there before the import below.
window.gettext = (text) => WORDS[text] || text;

const LABELS = {
  heading3: "Kop",
  heading4: "Tussenkop",
  bold: "Vet",
  italic: "Cursief",
  subscript: "Klein en laag",
  superscript: "Klein en hoog",
  blockquote: "Citaat",
  bulletList: "Lijst met punten",
  orderedList: "Genummerde lijst",
  link: "Link maken of wijzigen",
  unlink: "Link weghalen",
  table: "Tabel invoegen",
  "table:addColumnAfter": "Kolom toevoegen",
  "table:deleteColumn": "Kolom weghalen",
  "table:addRowAfter": "Rij toevoegen",
  "table:deleteRow": "Rij weghalen",
  "table:deleteTable": "Tabel weghalen",
  "table:mergeCells": "Cellen samenvoegen",
  "table:splitCell": "Cel splitsen",
  "table:toggleHeaderCell": "Kopcel aan of uit",
  "history:undo": "Ongedaan maken",
  "history:redo": "Opnieuw doen",
};
const GROUPS = ["headings", "marks", "lists", "link", "table", "history"].map((group) => ({ group }));
const HINT = "In een tabel of lijst springt Tab naar de volgende plek. Eruit? Druk op Escape en daarna op Tab.";

/* The icons are words that a font draws as pictures: without it the toolbar is too wide and says other words than its
   labels. So the editor waits for that font, but not for ever. */
const soon = new Promise((resolve) => { window.setTimeout(resolve, 3000); });
const icons = document.fonts.load('24px "Material Icons"').catch(() => undefined);
const [library] = await Promise.all([import("django-prose-editor/editor"), Promise.race([icons, soon])]);

const askAddress = library.updateAttrsDialog(
  { href: { type: "string", title: "Adres, bijvoorbeeld https://…" } },
  { title: "Link", submitText: "Link maken" },
);
const askSize = library.updateAttrsDialog(
  {
    rows: { type: "number", title: "Rijen, met de koppen erbij", format: "number", default: "3", min: "1", max: "50" },
    cols: { type: "number", title: "Kolommen", format: "number", default: "3", min: "1", max: "10" },
  },
  { title: "Tabel", submitText: "Tabel invoegen" },
);

const Link = library.Link.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        if (editor.state.selection.empty && !editor.isActive("link")) return;
        askAddress(editor, editor.getAttributes("link")).then((answer) => {
          if (!answer || !answer.href) return;
          const href = usable(answer.href);
          complain(editor, href ? "" : `“${answer.href}” kan geen link zijn. Typ een adres dat begint met https://, mailto: of tel:, of met / voor een pagina van dit portaal.`);
          if (href) editor.chain().focus().extendMarkRange("link").setLink({ href }).run();
        });
      },
    };
  },
});

const Table = library.Table.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions: () => ({ editor }) => {
        if (editor.isActive("table")) return; // no table in a table
        askSize(editor, { rows: "3", cols: "3" }).then((answer) => {
          if (!answer) return;
          const rows = Number.parseInt(answer.rows, 10) || 3;
          const cols = Number.parseInt(answer.cols, 10) || 3;
          // A table without header cells cannot be read aloud.
          editor.chain().focus().insertTable({ rows, cols, withHeaderRow: true }).run();
        });
      },
    };
  },
});

/* Tab in a list makes an item hang under the one before it. Where that cannot be, as in the first item, it does
   nothing: leaving the editor halfway a list is not what anybody asked for. Comes after the list's own keys. */
const StaysInList = library.Extension.create({
  name: "staysInList",
  priority: 1,
  addKeyboardShortcuts() {
    const stay = () => this.editor.isActive("listItem");
    return { Tab: stay, "Shift-Tab": stay };
  },
});

/* The rules of the server (twenterand/richtext.py) for an address; "" for one that it would drop. */
function usable(address) {
  const text = address.trim();
  if (/^[^@\s/:?#]+@([a-z0-9-]+\.)+[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^(www\.[^/?#\s]+\.[a-z]{2,}|([a-z0-9-]+\.)+(nl|eu|com|org|net|info|gov|be|de))([/?#]\S*)?$/i.test(text)) {
    return `https://${text}`;
  }
  return /^(https?:\/\/[^/?#\s\\]|mailto:.|tel:.|\/(?!\/))[^\s\\]*$/i.test(text) ? text : "";
}

/* Says below the editor why a link was not made; an empty text takes it away. */
function complain(editor, text) {
  const frame = editor.view.dom.closest(".prose-editor");
  frame.parentElement.querySelectorAll("[data-link-refused]").forEach((former) => former.remove());
  if (!text) return;
  const alert = document.createElement("p");
  alert.className = "utrecht-form-field-error-message";
  alert.dataset.linkRefused = "";
  alert.setAttribute("role", "alert");
  alert.textContent = text;
  frame.after(alert);
}

function extensions() {
  const plain = [
    "Document", "Text", "Paragraph", "HardBreak", "Bold", "Italic", "Subscript", "Superscript", "Blockquote",
    "BulletList", "ListItem", "TableRow", "TableHeader", "TableCell", "Dropcursor", "Gapcursor", "History",
  ];
  return [
    ...plain.map((name) => library[name]),
    library.OrderedList.configure({ enableListAttributes: false }),
    library.Heading.configure({ levels: [3, 4] }),
    Link.configure({ enableTarget: false, protocols: ["mailto", "tel"] }),
    Table,
    StaysInList,
    library.Menu.configure({ groups: GROUPS }),
  ];
}

/* Escape and then Tab leaves the editor: without it a table keeps a keyboard user inside for ever. */
function leavingWithTab() {
  let leaving = false;
  return (_view, event) => {
    const passes = event.key === "Tab" && leaving;
    if (event.key === "Escape") leaving = true;
    else if (event.key !== "Shift") leaving = false;
    return passes;
  };
}

function nameToolbar(editor, toolbar) {
  toolbar.setAttribute("role", "group");
  toolbar.setAttribute("aria-label", "Opmaak");
  const buttons = toolbar.querySelectorAll("button[data-name]");
  buttons.forEach((button) => {
    const label = LABELS[button.dataset.name];
    if (!label) return;
    button.title = label;
    button.setAttribute("aria-label", label);
  });
  const update = () => buttons.forEach((button) => {
    button.setAttribute("aria-pressed", String(button.classList.contains("active")));
    button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
  });
  // The library's own listeners, which set the classes, were added first.
  editor.on("transaction", update);
  update();
}

function describedBy(textarea) {
  const hint = document.createElement("p");
  hint.className = "portal-subtle portal-small";
  hint.id = `${textarea.id}-toetsen`;
  hint.textContent = HINT;
  textarea.closest(".prose-editor").after(hint);
  return [textarea.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" ");
}

function start(textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label && !label.id) label.id = `${textarea.id}-naam`;
  const frame = document.createElement("div");
  frame.className = "prose-editor";
  textarea.before(frame);
  frame.append(textarea);
  const editor = new library.Editor({
    element: frame,
    injectCSS: false,
    extensions: extensions(),
    content: textarea.value,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        ...(label ? { "aria-labelledby": label.id } : {}),
        "aria-describedby": describedBy(textarea),
        lang: "nl",
        class: "portal-prose",
      },
      handleDOMEvents: { keydown: leavingWithTab() },
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
    },
    onCreate() {
      // The menu is made by an extension, in the same round.
      window.setTimeout(() => nameToolbar(editor, frame.querySelector(".prose-menubar")), 0);
    },
  });
  // What was typed before a session ended was put back into the textarea (forms.js).
  textarea.addEventListener("portal:restored", () => editor.commands.setContent(textarea.value));
  // The textarea is hidden now: its label and the links in the summary of errors lead to the editor.
  const links = document.querySelectorAll(`a[href="#${textarea.id}"]`);
  [label, ...links].filter(Boolean).forEach((element) => element.addEventListener("click", (event) => {
    event.preventDefault();
    editor.commands.focus();
  }));
}

document.querySelectorAll("textarea[data-richtext]").forEach(start);
