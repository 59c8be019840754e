using OpenPayments.Client;
using OpenPayments.Client.Output;

return await OpenPaymentsProgram.RunAsync(args, Terminal.OfProcess);
