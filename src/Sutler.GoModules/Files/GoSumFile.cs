using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>The hashes a go.sum or go.work.sum file lists. Spec: GOSUM rules. Not thread-safe.</summary>
/// <remarks>
/// Keys are module versions as written; the hash of a go.mod file has <c>/go.mod</c> at the end of the version.
/// Hashes are texts such as <c>h1:...</c>, of any algorithm.
/// </remarks>
public sealed class GoSumFile
{
    /// <summary>The hash of an empty go.mod, once written by mistake: lines with it do not count. Spec: H1-6.</summary>
    private const string EmptyGoModHash = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";

    private readonly Dictionary<ModuleId, List<string>> _hashes = [];

    /// <summary>The keys in no certain order.</summary>
    public IEnumerable<ModuleId> Keys => _hashes.Keys;

    /// <summary>The number of keys.</summary>
    public int Count => _hashes.Count;

    /// <summary>The hashes of a key in file order; empty when there are none. Spec: GOSUM-3.</summary>
    public IReadOnlyList<string> this[ModuleId key] => _hashes.TryGetValue(key, out List<string>? hashes) ? hashes : [];

    /// <summary>Reads a file, which may be empty; throws <see cref="FatalException"/> on a line without three fields. Spec: GOSUM-2.</summary>
    /// <param name="fileName">The absolute path, for the error.</param>
    /// <param name="data">The file's bytes.</param>
    public static GoSumFile Parse(string fileName, ReadOnlySpan<byte> data)
    {
        var file = new GoSumFile();
        int number = 0;
        string text = GoText.Decode(data);
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            number++;
            file.ReadLine(fileName, number, text[range]);
        }

        return file;
    }

    /// <summary>Adds a hash after those known, unless it is one of them.</summary>
    public void Add(ModuleId key, string hash)
    {
        if (!_hashes.TryGetValue(key, out List<string>? hashes))
        {
            _hashes[key] = hashes = [];
        }

        if (!hashes.Contains(hash))
        {
            hashes.Add(hash);
        }
    }

    /// <summary>The file's text, sorted and without duplicates. Spec: GOSUM-4.</summary>
    public byte[] Format() => Format((_, _) => true);

    /// <summary>The text of those lines alone for which <paramref name="isKept"/> holds. Spec: GOSUM-5.</summary>
    public byte[] Format(Func<ModuleId, string, bool> isKept)
    {
        var text = new StringBuilder();
        foreach (ModuleId key in _hashes.Keys.Order(GoSumOrder.Instance))
        {
            foreach (string hash in _hashes[key].Distinct().Order(Utf8Order.Comparer))
            {
                if (isKept(key, hash))
                {
                    text.Append(key.Path).Append(' ').Append(key.Version).Append(' ').Append(hash).Append('\n');
                }
            }
        }

        return GoText.Encode(text.ToString());
    }

    private void ReadLine(string fileName, int number, string line)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (0 or 3))
        {
            throw new FatalException(string.Create(
                CultureInfo.InvariantCulture,
                $"malformed go.sum:\n{fileName}:{number}: wrong number of fields {fields.Length}"));
        }

        if (fields.Length == 3 && fields[2] != EmptyGoModHash)
        {
            var key = new ModuleId(fields[0], fields[1]);
            (_hashes.TryGetValue(key, out List<string>? hashes) ? hashes : _hashes[key] = []).Add(fields[2]);
        }
    }
}
