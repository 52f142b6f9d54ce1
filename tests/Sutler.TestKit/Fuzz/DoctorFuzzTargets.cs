using System.Text;
using Sutler.Go.Doctor;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what <c>sutler doctor</c> repeats of servers' words.</summary>
public static class DoctorFuzzTargets
{
    private const string Secret = "s3cr3t-0f-0urs";
    private static readonly SecretFilter Filter = new([Secret]);

    /// <summary>No secret is left, wherever a server puts it, nor a password before it in a URL.</summary>
    public static void SecretFilterText(ReadOnlySpan<byte> data)
    {
        var words = Encoding.UTF8.GetString(data);
        foreach (var text in new[] { words, $"https://me:0ther-pa55@h.example/{words}", $"{words}https://h.example/?sig=5ign-ature", words.Replace(" ", Secret, StringComparison.Ordinal) })
        {
            var clean = Filter.Clean(text);
            if (clean.Contains(Secret, StringComparison.Ordinal)
                || (clean.Contains("0ther-pa55", StringComparison.Ordinal) && !words.Contains("0ther-pa55", StringComparison.Ordinal))
                || (clean.Contains("sig=5ign-ature", StringComparison.Ordinal) && !words.Contains("sig=", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException("a secret was left");
            }
        }
    }
}
