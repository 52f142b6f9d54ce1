namespace Sutler.Tests.EndToEnd;

/// <summary>What one run of the program said and ended with.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>All that a user or a log could see.</summary>
    public string Everything => Output + Error;
}
