using System.Text.Json;
using System.Text.Unicode;
using Sutler.CommandLine;
using Sutler.Errors;

namespace Sutler.Settings;

/// <summary>Reads <c>sutler.json</c>: JSON with comments and trailing commas, in which every key is known and stands once.</summary>
/// <remarks>
/// <code>
/// {
///   "$schema": "…",            // for editors
///   "client": { "retries": 3 },
///   "server": { "listen": "127.0.0.1:7878" }
/// }
/// </code>
/// </remarks>
internal static class SettingsFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int Largest = 1 << 20;

    private static readonly JsonReaderOptions Form = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    private static readonly string[] Known = ["$schema", .. SettingSections.Names];

    /// <summary>The settings of a file in its order; throws the error that <see cref="SettingsErrors"/> makes.</summary>
    /// <param name="data">Content, at most <see cref="Largest"/> bytes.</param>
    /// <param name="name">Its name, for errors.</param>
    public static IReadOnlyList<SettingsFileEntry> Parse(ReadOnlySpan<byte> data, string name)
    {
        // A byte order mark is no part of JSON, but Windows editors write it.
        data = data.StartsWith("\uFEFF"u8) ? data[3..] : data;
        if (!Utf8.IsValid(data))
        {
            throw SettingsErrors.Wrong(name, "is not UTF-8 text");
        }

        var document = new Document(data, name);
        try
        {
            return document.Read();
        }
        catch (JsonException error)
        {
            throw Unfinished(data, name) ?? SettingsErrors.Wrong($"{name}:{document.Place(error)}", "not valid JSON: " + Reason(error), error);
        }
    }

    // The reader's own texts for a file that ends too early speak of its depth and of its final block.
    private static FatalException? Unfinished(ReadOnlySpan<byte> data, string name)
    {
        var reader = new Utf8JsonReader(data, isFinalBlock: false, new JsonReaderState(Form));
        var open = new Stack<int>();
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push((int)reader.TokenStartIndex);
                }
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    open.Pop();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return open.TryPeek(out var start)
            ? SettingsErrors.Wrong($"{name}:{TextPosition.At(data, start)}", $"the file ends before this {(char)data[start]} is closed")
            : SettingsErrors.Wrong(name, $"{(data.Trim(" \t\r\n"u8).IsEmpty ? "is empty" : "holds no settings")}; it must hold an object in {{ }}, or be removed");
    }

    // The reader's text ends in where, which we have said, and in a full stop.
    private static string Reason(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }

    private ref struct Document(ReadOnlySpan<byte> data, string name)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private readonly List<SettingsFileEntry> _entries = [];
        private Utf8JsonReader _reader = new(data, Form);

        public IReadOnlyList<SettingsFileEntry> Read()
        {
            _reader.Read();
            var seen = BeginObject("the file");
            while (NextKey(seen, "", Known) is { } section)
            {
                if (section != "$schema")
                {
                    ReadSection(section);
                }
                else if (_reader.TokenType != JsonTokenType.String)
                {
                    throw Wrong("$schema: must be a text");
                }
            }

            // Anything that follows but blanks and comments is an error of JSON.
            _reader.Read();
            return _entries;
        }

        public readonly TextPosition Place(JsonException error)
        {
            var line = (int)(error.LineNumber ?? 0);
            var start = 0;
            for (; line > 0 && _data[start..].IndexOf((byte)'\n') is var end and >= 0; line--)
            {
                start += end + 1;
            }

            return TextPosition.At(_data, start + (error.BytePositionInLine ?? 0));
        }

        private void ReadSection(string section)
        {
            var (seen, settings) = (BeginObject(section), SettingSections.Of(section));
            while (NextKey(seen, section + ".", settings.Select(setting => setting.Name)) is { } key)
            {
                var position = Here;
                _entries.Add(new SettingsFileEntry(settings.First(setting => setting.Name == key), ReadValue($"{section}.{key}"), position));
            }
        }

        private readonly HashSet<string> BeginObject(string what) =>
            _reader.TokenType == JsonTokenType.StartObject ? new HashSet<string>(StringComparer.Ordinal) : throw Wrong($"{what}: must be an object in {{ }}");

        /// <summary>The next key of the object, with the reader at its value; null at the object's end.</summary>
        private string? NextKey(HashSet<string> seen, string prefix, IEnumerable<string> known)
        {
            _reader.Read();
            if (_reader.TokenType == JsonTokenType.EndObject)
            {
                return null;
            }

            var key = Text();
            if (!known.Contains(key))
            {
                throw Wrong($"{prefix}{Cut(key)}: unknown key; {Advice(key, prefix, known)}");
            }

            if (!seen.Add(key))
            {
                throw Wrong($"{prefix}{key}: stands here for the second time");
            }

            _reader.Read();
            return key;
        }

        private SettingInput ReadValue(string path)
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.String:
                    return new SettingInput.JsonText(Text());
                case JsonTokenType.Number:
                    return new SettingInput.JsonNumber(System.Text.Encoding.ASCII.GetString(_reader.ValueSpan));
                case JsonTokenType.True or JsonTokenType.False:
                    return new SettingInput.JsonBoolean(_reader.TokenType == JsonTokenType.True);
                case JsonTokenType.StartArray:
                    return new SettingInput.JsonList(ReadItems(path));
                case JsonTokenType.StartObject:
                    return new SettingInput.Other("an object");
                default:
                    return new SettingInput.Other("null");
            }
        }

        private List<string> ReadItems(string path)
        {
            List<string> items = [];
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(_reader.TokenType == JsonTokenType.String ? Text() : throw Wrong($"{path}: must be a list of texts"));
            }

            return items;
        }

        private readonly string Text()
        {
            try
            {
                return _reader.GetString()!;
            }
            catch (InvalidOperationException error)
            {
                throw SettingsErrors.Wrong($"{name}:{Here}", "half a surrogate pair is no character", error);
            }
        }

        private readonly TextPosition Here => TextPosition.At(_data, _reader.TokenStartIndex);

        private readonly FatalException Wrong(string text) => SettingsErrors.Wrong($"{name}:{Here}", text);

        private static string Cut(string key) => key.Length > 60 ? key[..60] + "…" : key;

        private static string Advice(string key, string prefix, IEnumerable<string> known)
        {
            if (SettingSections.Names.FirstOrDefault(section => section + "." != prefix && SettingSections.Of(section).Any(setting => setting.Name == key)) is { } home)
            {
                return $"it belongs in \"{home}\": {{ \"{key}\": ... }}";
            }

            return Spelling.Nearest(key, known) is { } near ? $"did you mean \"{near}\"?" : $"known are {string.Join(", ", known)}";
        }
    }
}
