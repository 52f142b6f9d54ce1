using System.Text;

namespace Sutler.TestKit.Scripts;

/// <summary>What a script line expects of its command.</summary>
public enum Expectation
{
    /// <summary>No prefix: the command must succeed.</summary>
    Success,

    /// <summary><c>!</c>: the command must fail.</summary>
    Failure,

    /// <summary><c>?</c>: either is fine.</summary>
    Either,
}

/// <summary>A piece of a word; quoted pieces are taken as they are, the others are expanded.</summary>
public readonly record struct WordPart(string Text, bool Quoted);

/// <summary>One parsed line of a script: conditions, expectation, words.</summary>
public sealed record ScriptLine(
    int Number,
    string Source,
    IReadOnlyList<string> Conditions,
    Expectation Expectation,
    IReadOnlyList<IReadOnlyList<WordPart>> Words,
    bool Background)
{
    /// <summary>Parses one line; null when it holds nothing but a comment.</summary>
    /// <remarks>Single quotes keep spaces and switch expansion off; two of them inside quotes are one.</remarks>
    public static ScriptLine? Parse(int number, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var words = Split(number, source);
        var conditions = new List<string>();
        var expectation = Expectation.Success;
        while (words.Count > 0 && words[0].Count == 1 && !words[0][0].Quoted)
        {
            var word = words[0][0].Text;
            if (word is "!" or "?")
            {
                expectation = word == "!" ? Expectation.Failure : Expectation.Either;
            }
            else if (word.StartsWith('[') && word.EndsWith(']'))
            {
                conditions.Add(word[1..^1].Trim());
            }
            else
            {
                break;
            }

            words.RemoveAt(0);
        }

        if (words.Count == 0)
        {
            return conditions.Count == 0 ? null : throw new FormatException($"line {number}: a condition without a command");
        }

        var background = words[^1] is [{ Quoted: false, Text: "&" }];
        if (background)
        {
            words.RemoveAt(words.Count - 1);
        }

        return new ScriptLine(number, source.Trim(), conditions, expectation, words, background);
    }

    private static List<IReadOnlyList<WordPart>> Split(int number, string source)
    {
        var words = new List<IReadOnlyList<WordPart>>();
        List<WordPart>? word = null;
        var text = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (quoted)
            {
                if (c != '\'')
                {
                    text.Append(c);
                }
                else if (i + 1 < source.Length && source[i + 1] == '\'')
                {
                    text.Append('\'');
                    i++;
                }
                else
                {
                    Flush(quotedPart: true);
                    quoted = false;
                }
            }
            else if (c == '\'')
            {
                Flush(quotedPart: false);
                word ??= [];
                quoted = true;
            }
            else if (c is ' ' or '\t' or '\r')
            {
                EndWord();
            }
            else if (c == '#' && word is null && text.Length == 0)
            {
                break;
            }
            else
            {
                text.Append(c);
            }
        }

        if (quoted)
        {
            throw new FormatException($"line {number}: unterminated quote");
        }

        EndWord();
        return words;

        void Flush(bool quotedPart)
        {
            if (text.Length == 0 && !quotedPart)
            {
                return;
            }

            (word ??= []).Add(new WordPart(text.ToString(), quotedPart));
            text.Clear();
        }

        void EndWord()
        {
            Flush(quotedPart: false);
            if (word is not null)
            {
                words.Add(word);
                word = null;
            }
        }
    }
}
