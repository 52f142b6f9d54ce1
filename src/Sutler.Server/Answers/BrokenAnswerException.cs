using Sutler.Errors;

namespace Sutler.Server.Answers;

/// <summary>A body broke off after so many bytes: the client must not take it for whole.</summary>
internal sealed class BrokenAnswerException(long sent, SutlerException reason) : Exception(reason.Message, reason)
{
    /// <summary>Bytes that had gone out.</summary>
    public long Sent { get; } = sent;
}
