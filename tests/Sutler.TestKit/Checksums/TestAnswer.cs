using System.Text;

namespace Sutler.TestKit.Checksums;

/// <summary>An answer of a server of ours.</summary>
public sealed record TestAnswer(int Status, string ContentType, byte[] Body)
{
    private const string PlainText = "text/plain; charset=UTF-8";

    public static TestAnswer Text(byte[] body) => new(200, PlainText, body);

    public static TestAnswer Bytes(byte[] body) => new(200, "application/octet-stream", body);

    public static TestAnswer Failure(int status, string text) => new(status, PlainText, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>The standard phrase of the status, as HTTP/1.1 sends it.</summary>
    public string Reason => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);
}
