using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.Zip;

/// <summary>Computes h1 hashes. Spec: H1-1 to H1-4.</summary>
public static class H1
{
    /// <summary>
    /// The hash of a set of files: names as the hash sees them, such as <c>p@v/go.mod</c>, each with the SHA-256 of its content,
    /// in any order. Of a name given more than once the last content counts, once for each occurrence (H1-3).
    /// </summary>
    /// <exception cref="SutlerException">A name holds a newline (H1-2).</exception>
    public static H1Hash FromFiles(IEnumerable<(string Name, byte[] Sha256)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var names = new List<byte[]>();
        var digests = new List<byte[]>();
        foreach (var (name, sha256) in files)
        {
            names.Add(Encoding.UTF8.GetBytes(name));
            digests.Add(sha256);
        }

        var order = new H1Order(names.Count, i => names[i]);
        using var summary = new H1Summary();
        for (var rank = 0; rank < order.Count; rank++)
        {
            summary.Append(names[order[rank]], digests[order.LastOfSameName(rank)]);
        }

        return summary.Finish();
    }

    /// <summary>The hash of a go.mod, as in the <c>/go.mod</c> lines of go.sum. Spec: H1-4.</summary>
    public static H1Hash OfGoMod(ReadOnlySpan<byte> goMod)
    {
        using var summary = new H1Summary();
        summary.Append("go.mod"u8, SHA256.HashData(goMod));
        return summary.Finish();
    }
}
