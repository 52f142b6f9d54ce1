using Microsoft.AspNetCore.Http;
using Sutler.Go.Serving;

namespace Sutler.Server.Operations;

/// <summary>The pages about what is kept whatever the limits say: <c>/api/pins</c>, <c>/api/pin/NAME</c> and <c>/api/unpin/NAME</c>.</summary>
internal sealed class PinPages(ProxyHostOptions options)
{
    private const int MaxBody = 4 << 20;

    private IModulePins Pins => options.Pins ?? throw new OperationRefusal(404, "this server serves a directory as it is: there is nothing that could go");

    /// <summary>Which sets there are.</summary>
    public async Task<(AnswerCause? Cause, long Bytes)> ListAsync(HttpContext context)
    {
        var sets = await Pins.ListAsync(context.RequestAborted);
        return await OperationWriter.WriteAsync(
            context, 200, new PinsAnswer([.. sets.Select(static set => new PinAnswer(set.Name, set.Files, set.Since))]), OperationsJson.Default.PinsAnswer);
    }

    /// <summary>Keeps what the body names, in place of what the set held.</summary>
    public async Task<(AnswerCause? Cause, long Bytes)> PinAsync(HttpContext context, string name)
    {
        var pins = Pins;
        var wanted = WantedBody.Parse(await OperationBody.ReadAsync(context, MaxBody, options.Time));
        try
        {
            var files = await pins.PutAsync(name, wanted, context.RequestAborted);
            return await OperationWriter.WriteAsync(context, 200, new PinAnswer(name, files, options.Time.GetUtcNow()), OperationsJson.Default.PinAnswer);
        }
        catch (FormatException fault)
        {
            throw new OperationRefusal(400, fault.Message);
        }
    }

    /// <summary>Lets a set go.</summary>
    public async Task<(AnswerCause? Cause, long Bytes)> UnpinAsync(HttpContext context, string name) => await Pins.RemoveAsync(name, context.RequestAborted)
        ? await OperationWriter.WriteAsync(context, 200, new PinAnswer(name, 0, options.Time.GetUtcNow()), OperationsJson.Default.PinAnswer)
        : throw new OperationRefusal(404, $"there is no set of pins {name}");
}
