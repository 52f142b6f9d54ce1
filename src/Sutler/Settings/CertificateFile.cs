using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sutler.Go.Cache;

namespace Sutler.Settings;

/// <summary>Reads the certificates of a PEM file.</summary>
internal static class CertificateFile
{
    /// <summary>At least one certificate; else a <see cref="FormatException"/> that says why not.</summary>
    public static X509Certificate2Collection Read(string file)
    {
        if (FileTarget.OfOther(file) is { } kind)
        {
            throw new FormatException($"{file}: is {kind}, not a regular file");
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException($"{file}: no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file}: cannot be read: {error.Message}", error);
        }
        catch (CryptographicException error)
        {
            throw new FormatException($"{file}: holds a certificate that cannot be read: {error.Message}", error);
        }

        return certificates.Count > 0 ? certificates : throw new FormatException($"{file}: holds no certificate in PEM form (BEGIN CERTIFICATE)");
    }
}
