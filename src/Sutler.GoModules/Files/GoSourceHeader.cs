using System.Text;

namespace Sutler.GoModules.Files;

/// <summary>The beginning of a Go source file: what it imports.</summary>
/// <param name="Imports">Import paths in their order, as written.</param>
/// <param name="IsIgnored">Whether a constraint says <c>ignore</c>, the one tag that counts as never set.</param>
public sealed record GoSourceHeader(IReadOnlyList<string> Imports, bool IsIgnored)
{
    /// <summary>
    /// Reads up to the first declaration that is no import. Any bytes will do: what is no Go ends the reading, and what was found
    /// until then counts.
    /// </summary>
    public static GoSourceHeader Parse(ReadOnlySpan<byte> source)
    {
        var text = Encoding.UTF8.GetString(source).TrimStart('\uFEFF');
        var reader = new Reader(text);
        var imports = new List<string>();
        if (reader.TakeWord() == "package" && reader.TakeWord().Length > 0)
        {
            var ignored = reader.IsIgnored;
            while (reader.TryTakeImports(imports))
            {
                // On to the next declaration.
            }

            return new GoSourceHeader(imports, ignored);
        }

        return new GoSourceHeader([], reader.IsIgnored);
    }

    private sealed class Reader(string text)
    {
        private int _at;

        /// <summary>Whether a comment so far was the constraint <c>ignore</c>.</summary>
        public bool IsIgnored { get; private set; }

        public string TakeWord()
        {
            SkipBlanks();
            var start = _at;
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '.'))
            {
                _at++;
            }

            return text[start.._at];
        }

        public bool TryTakeImports(List<string> imports)
        {
            if (TakeWord() != "import")
            {
                return false;
            }

            SkipBlanks();
            if (!TryTake('('))
            {
                return TryTakeSpec(imports);
            }

            while (true)
            {
                SkipBlanks();
                if (TryTake(')'))
                {
                    return true;
                }

                if (!TryTakeSpec(imports))
                {
                    return false;
                }
            }
        }

        private bool TryTakeSpec(List<string> imports)
        {
            // A name of its own, a dot or an underscore may come first.
            TakeWord();
            SkipBlanks();
            if (_at >= text.Length || text[_at] is not ('"' or '`'))
            {
                return false;
            }

            var end = text.IndexOfAny([text[_at], '\n'], _at + 1);
            if (end < 0 || text[end] == '\n')
            {
                return false;
            }

            imports.Add(text[(_at + 1)..end]);
            _at = end + 1;
            return true;
        }

        private bool TryTake(char wanted)
        {
            var found = _at < text.Length && text[_at] == wanted;
            _at += found ? 1 : 0;
            return found;
        }

        private void SkipBlanks()
        {
            while (_at < text.Length)
            {
                if (char.IsWhiteSpace(text[_at]) || text[_at] == ';')
                {
                    _at++;
                }
                else if (!TrySkipComment())
                {
                    return;
                }
            }
        }

        private bool TrySkipComment()
        {
            var rest = text.AsSpan(_at);
            if (rest.StartsWith("//"))
            {
                var end = rest.IndexOf('\n');
                var comment = (end < 0 ? rest : rest[..end]).TrimEnd();
                IsIgnored |= comment is "//go:build ignore" or "// +build ignore" or "//+build ignore";
                _at = end < 0 ? text.Length : _at + end;
                return true;
            }

            if (rest.StartsWith("/*"))
            {
                var end = rest[2..].IndexOf("*/");
                _at = end < 0 ? text.Length : _at + end + 4;
                return true;
            }

            return false;
        }
    }
}
