using System.Text;

namespace Sutler.GoModules.Repositories;

/// <content>Comments, sections, doctypes and instructions: passed over, but not without being understood.</content>
internal ref partial struct MarkupReader
{
    private void ReadDeclaration()
    {
        switch (Need())
        {
            case (byte)'-':
                if (Need() != '-')
                {
                    throw Broken("invalid sequence <!- not part of <!--");
                }

                SkipComment();
                if (_page[_at - 1] != '>')
                {
                    throw Broken("invalid sequence \"--\" not allowed in comments");
                }

                break;
            case (byte)'[':
                foreach (var letter in "CDATA["u8)
                {
                    if (Need() != letter)
                    {
                        throw Broken("invalid <![ sequence");
                    }
                }

                ReadText(TextEnd.Section);
                break;
            default:
                SkipDirective();
                break;
        }
    }

    // To behind the letter that follows two dashes.
    private void SkipComment()
    {
        var start = _at;
        do
        {
            Need();
        }
        while (_at - start < 3 || _page[_at - 2] != '-' || _page[_at - 3] != '-');
    }

    // A doctype may have declarations in angle brackets, with quoted texts and comments among them. Its first letter is one whatever it is.
    private void SkipDirective()
    {
        var quote = (byte)0;
        for (var depth = 0; ;)
        {
            var letter = Need();
            if (quote != 0)
            {
                quote = letter == quote ? (byte)0 : quote;
            }
            else if (letter is (byte)'"' or (byte)'\'')
            {
                quote = letter;
            }
            else if (letter == '>' && depth-- == 0)
            {
                return;
            }
            else if (letter == '<' && _page[_at..].StartsWith("!--"u8))
            {
                _at += 3;
                SkipCommentInDirective();
            }
            else if (letter == '<')
            {
                depth++;
            }
        }
    }

    private void SkipCommentInDirective()
    {
        do
        {
            SkipComment();
            // Here more dashes may come.
            _at -= _page[_at - 1] == '-' ? 2 : 0;
        }
        while (_page[_at - 1] != '>');
    }

    private void ReadInstruction()
    {
        var target = ReadName("expected target name after <?");
        SkipBlanks();
        var start = _at;
        while (Need() != '>' || _at - start < 2 || _page[_at - 2] != '?')
        {
        }

        if (target is "xml")
        {
            CheckXml(Encoding.UTF8.GetString(_page[start..(_at - 2)]));
        }
    }

    private static void CheckXml(string content)
    {
        if (PseudoAttribute(content, "version") is not ("" or "1.0") and var version)
        {
            throw new MarkupException($"xml: unsupported version {GoQuoting.Quote(version)}; only version 1.0 is supported");
        }

        var encoding = PseudoAttribute(content, "encoding");
        if (encoding.ToLowerInvariant() is not ("" or "utf-8" or "ascii"))
        {
            throw new MarkupException(
                $"xml: opening charset {GoQuoting.Quote(encoding)}: can't decode XML document using charset {GoQuoting.Quote(encoding)}");
        }
    }

    // The first that is followed by a quote; empty when there is none. A letter behind the sign is passed over whatever it is.
    private static string PseudoAttribute(string content, string name)
    {
        var at = 0;
        while (at < content.Length && content.IndexOf(name + "=", at, StringComparison.Ordinal) is >= 0 and var found)
        {
            at = found + name.Length + 1;
            if (at < content.Length && content[at] is '"' or '\'')
            {
                var end = content.IndexOf(content[at], at + 1);
                return end < 0 ? "" : content[(at + 1)..end];
            }

            at++;
        }

        return "";
    }
}
